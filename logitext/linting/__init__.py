"""What logic and words alone can tell of a policy, before anybody is asked: a rule each in `rules/`."""
