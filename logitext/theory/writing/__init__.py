"""Writers of texts: what a writer gets, what it gives back, and the writers that come with Logitext."""
