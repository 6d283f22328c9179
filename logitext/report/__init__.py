"""A result or an error for a reader."""
