"""The benchmarks as tasks of Inspect (the package inspect_ai, which the extra `inspect` brings)."""
