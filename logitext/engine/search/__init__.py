"""The search for texts of which a formula holds: propose, verify, learn from what was missed."""
