"""Super-NaturalInstructions: tasks whose definition is a policy, and whose clauses a program can read off the input."""
