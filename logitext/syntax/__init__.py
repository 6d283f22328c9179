"""Source text to syntax tree: sources and spans, parser, tree, diagnostics."""
