"""What a start of each command loads, and how long it takes."""
