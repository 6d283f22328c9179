"""Answers as they come, kept in a file; and the theory that gives them again."""
