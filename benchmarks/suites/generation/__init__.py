"""The two tasks of writing: texts for which a verdict holds, and texts that cover the goals of a policy."""
