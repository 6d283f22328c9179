"""The part of the Python API that needs no text: to plan, draw, print and lint a policy, and to format its source."""
