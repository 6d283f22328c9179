"""Looking for a text that meets a formula."""
