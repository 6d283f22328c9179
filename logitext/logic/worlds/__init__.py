"""The worlds that a policy allows: counted, chosen from, and covered, before any text is written."""
