"""Covering sets: which ways there are in which a policy can decide, and texts for them."""
