"""Many documents: data into decisions, a run that nothing can make lose or pay for an answer twice."""
