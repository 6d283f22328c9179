"""How fast a language model is asked, against a server on the same machine: `python -m benchmarks.llm`."""
