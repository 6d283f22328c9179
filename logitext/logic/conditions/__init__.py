"""Conditions on the worlds of a policy, and whether a world meets them: on diagrams where there are any, else by Z3."""
