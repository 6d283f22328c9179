"""Content moderation: public sets whose labels say what is true of the clauses of a policy."""
