"""Super-NaturalInstructions: tasks whose definition is a policy: what a program reads off the input, and what is judged."""
