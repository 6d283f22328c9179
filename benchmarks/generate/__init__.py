"""Measurements of the search for texts, in a simulated world."""
