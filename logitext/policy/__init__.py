"""Syntax tree to checked policy: names, sorts, the dependency graph."""
