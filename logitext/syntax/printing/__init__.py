"""Trees and sources as text: the printer of trees, and the formatter of sources."""
