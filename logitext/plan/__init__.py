"""What a strategy would ask, worked out without asking anybody."""
