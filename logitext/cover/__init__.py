"""Looking for texts that exercise a policy."""
