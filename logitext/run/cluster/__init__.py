"""Runs on Ray: the same pipeline, with the documents decided by workers on the machines of a cluster."""
