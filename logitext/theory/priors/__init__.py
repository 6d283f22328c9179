"""How likely answers are, learned from those that were given: counted, kept in a file, a reason for nothing."""
