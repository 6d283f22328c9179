"""Who asks: a process each, so that each has its own time, its own packages and nobody else's threads."""
