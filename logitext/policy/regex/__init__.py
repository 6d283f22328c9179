"""Patterns taken apart and written anew for RE2: its classes and boundaries are of ASCII, ours are of any script."""
