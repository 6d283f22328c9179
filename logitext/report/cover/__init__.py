"""A cover for a person, as a page, as a picture, or as data."""
