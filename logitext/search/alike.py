"""How alike two texts are, without a model: by the runs of five characters that they share.

>>> alike = AlikeTexts(0.9)
>>> alike.find({"post": "I will find you."}, [{"post": "Hello there."}, {"post": "I  will find YOU."}])
1
>>> alike.find({"post": "I will find you."}, [{"post": "I will find you a chair."}])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RUN = 5


class AlikeTexts:
    """Finds texts that are too like a new one: those that share at least `limit` of their runs (Jaccard's index)."""

    def __init__(self, limit: float) -> None:
        if not 0 < limit <= 1:
            raise ValueError(f"the limit must be above 0 and at most 1, not {limit}")
        self.limit = limit
        self._runs: dict[str, frozenset[str]] = {}

    def find(self, written: Mapping[str, str], others: Sequence[Mapping[str, str]]) -> int | None:
        """The index of one that is the same, or else too like it; None where there is none."""
        for index, other in enumerate(others):
            if dict(other) == dict(written):
                return index
        own = self._of(written)
        for index, other in enumerate(others):
            if likeness(own, self._of(other)) >= self.limit:
                return index
        return None

    def _of(self, texts: Mapping[str, str]) -> frozenset[str]:
        whole = "\0".join(f"{name}\0{texts[name]}" for name in sorted(texts))
        found = self._runs.get(whole)
        if found is None:
            found = self._runs[whole] = runs(whole)
        return found


def runs(text: str) -> frozenset[str]:
    """The runs of a text; case and white space do not count."""
    plain = " ".join(text.casefold().split())
    return frozenset(plain[start : start + RUN] for start in range(max(1, len(plain) - RUN + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of their runs that two texts have in common, from 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 1.0
