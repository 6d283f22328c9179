"""The tests that stand in a policy."""
