"""A plan for a person, as a picture, a page or data."""
