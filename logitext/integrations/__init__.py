"""Policies in other people's tools: each module needs the package that it is named after, and is imported by its users.

`gate` decides for all of them, and fails closed; `transcript` turns what a model was told and said into a document.
"""
