"""A checked policy in Z3: runs in Z3's thread only."""
