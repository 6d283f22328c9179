"""RuleArena's airline problems: what a flight costs with its bags."""
