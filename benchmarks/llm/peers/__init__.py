"""Peers that ask: a process each, so that each has its own time, its own packages and nobody else's threads."""
