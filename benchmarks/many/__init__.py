"""How fast `logitext run` is, and how much memory it takes."""
