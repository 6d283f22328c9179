"""The endpoints of an OpenAI-compatible server: what is sent to each, and what its reply says."""
