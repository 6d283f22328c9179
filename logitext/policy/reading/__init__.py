"""What a pattern finds, as a value of a clause: numbers, dates, labels and texts as people write them."""
