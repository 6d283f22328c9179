"""Findings about policies, for people and for other tools: a module for each format, over the same data."""
