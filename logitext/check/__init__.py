"""A policy, texts and theories into a result: the loop, for one document and for many."""
