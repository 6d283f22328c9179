"""Searches for texts, as the Python API asks for them: what is wanted, who writes, who reads, and for how long."""
