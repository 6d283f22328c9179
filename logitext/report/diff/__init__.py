"""What changes between two versions of a policy, to be read."""
