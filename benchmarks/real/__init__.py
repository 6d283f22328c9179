"""Figures of real models: a GGUF file is served on this machine, or a server asked, and suites are run in slices."""
