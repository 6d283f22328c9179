"""A checked policy in Z3: runs in the worker thread only."""
