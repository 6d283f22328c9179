"""An evaluation for a person: as text, and as a page with charts."""
