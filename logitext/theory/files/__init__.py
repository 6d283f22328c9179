"""Answers in files: `nodes` reads YAML and JSON as data, `entries` and `elements` say what it means, `kept` writes."""
