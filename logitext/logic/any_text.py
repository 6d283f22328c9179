"""The text that stands for any that nobody names."""

ANY_TEXT = "something else"
"""A text that stands for any that neither the policy nor an answer names, unless one of them names this one."""
