"""The dependency graph of a policy, as a picture, a page or data."""
