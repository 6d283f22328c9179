"""The flags of a pattern."""

from __future__ import annotations

FOLD = "f"
"""Look at texts folded: without invisible characters, look-alikes and case."""

FLAGS = {
    "i": "ignore case",
    "m": "`^` and `$` match at every line",
    "s": "`.` matches a line end too",
    FOLD: "fold: see through look-alikes, invisible characters and case",
}
"""The flags of a pattern, and what each does."""
