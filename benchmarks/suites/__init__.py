"""Suites that others can run: what is read of public sets, the policies written for them, and how they are scored."""
