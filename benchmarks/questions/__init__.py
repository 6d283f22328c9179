"""How many questions each strategy asks: `python -m benchmarks.questions`."""
