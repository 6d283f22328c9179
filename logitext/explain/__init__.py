"""A result into its explanation: how it came about, and what would change it."""
