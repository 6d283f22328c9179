"""The criteria of a covering set."""

from __future__ import annotations

CRITERIA = ("each-clause", "verdict", "pairwise", "mcdc", "implicants", "all")
"""What a covering set may cover."""
