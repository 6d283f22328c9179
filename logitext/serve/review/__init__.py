"""What a run left to people: documents one after another, on a page, and the answers that people give there."""
