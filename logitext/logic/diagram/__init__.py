"""A checked policy as decision diagrams: plain integers and tuples, decided without a solver, from any thread."""
