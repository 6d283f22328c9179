"""Texts that belong together, so that none is held out while its like is learned from.

Random halves of a set that was written from templates flatter every classifier: it has seen the template.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

ALIKE = 0.8
"""The cosine from which two texts are near-duplicates."""

MOST = 5_000
"""Texts up to which all pairs are compared; beyond that only equal ones are near-duplicates."""

_CHUNK = 500


def groups_of(rows: Any, texts: Sequence[str], named: Sequence[Hashable | None]) -> list[int]:
    """The number of the group of each text: the same for texts with the same name, and for near-duplicates.

    `rows` are the texts as rows of length 1.
    """
    joined = list(range(len(texts)))

    def root(at: int) -> int:
        while joined[at] != at:
            joined[at] = joined[joined[at]]
            at = joined[at]
        return at

    def join(one: int, other: int) -> None:
        joined[max(root(one), root(other))] = min(root(one), root(other))

    first: dict[Hashable, int] = {}
    for at, text in enumerate(texts):
        join(first.setdefault(("text", " ".join(text.casefold().split())), at), at)
        if named[at] is not None:
            join(first.setdefault(("name", named[at]), at), at)
    if len(texts) <= MOST:
        for start in range(0, len(texts), _CHUNK):
            alike = (rows[start : start + _CHUNK] @ rows.T).tocoo()
            near = alike.data >= ALIKE * _squares(rows)
            for one, other in zip(alike.row[near].tolist(), alike.col[near].tolist(), strict=True):
                join(start + one, other)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(at), len(numbers)) for at in range(len(texts))]


def _squares(rows: Any) -> float:
    """The square of a row's length: two halves of length 1 each."""
    return 2.0 if rows.shape[0] else 1.0
