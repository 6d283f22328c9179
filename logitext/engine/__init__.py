"""The loop: what to ask, what it means, the result."""
