"""Labelled texts into a theory that needs no model: a classifier for each clause, and how it does on texts held out."""
