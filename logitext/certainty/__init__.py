"""What answers are worth as evidence into how likely each value of a verdict is. Never in the place of a verdict."""
