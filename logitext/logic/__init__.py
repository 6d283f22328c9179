"""Checked policy to Z3, compiled once: entailment, implicants, cores, relevance."""
