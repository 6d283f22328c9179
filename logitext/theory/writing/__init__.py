"""Who writes texts: what a writer is told, what it gives back, and the writers that come with Logitext."""
