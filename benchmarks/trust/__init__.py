"""How sure verdicts are, and at which price."""
