"""Measurements of Logitext, each a module with a command: `python -m benchmarks.NAME --help`."""
