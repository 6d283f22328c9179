"""A scripted model, for tests: the script, chance that repeats itself, and the theory that plays it."""
