"""Batches of a provider: the calls of many documents, sent together and fetched hours later, at a lower price."""
