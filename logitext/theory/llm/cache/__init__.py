"""Answers of language models, kept so that nobody pays for the same one twice."""
