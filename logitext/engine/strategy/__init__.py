"""Strategies: which of the clauses that still matter to ask now, and of whom."""
