"""Super-NaturalInstructions: tasks whose definition is a policy; a program reads the input, or somebody judges it."""
