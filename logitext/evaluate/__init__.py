"""A policy and cases whose right verdicts are known into a measure of how often it is right, and what made it wrong."""
