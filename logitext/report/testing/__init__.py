"""The outcome of tests that stand in policies, to be read or for other programs."""
