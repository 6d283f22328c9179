"""How fast policies are compiled and decided: `python -m benchmarks.engine`."""
