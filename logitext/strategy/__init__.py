"""Which clauses to ask about now, and whom."""
