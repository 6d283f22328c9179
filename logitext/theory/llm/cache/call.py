"""All answers of a call in one value, as they are looked up together.

They stand in the rows of the answers too; this is what makes it quick to find them. A value begins with the SHA-256 of
the call's key and of what follows, so it answers for no other call, and none that was changed is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from logitext.policy.sorts import BOOL, Sort
from logitext.theory.llm.cache.row import (
    CacheRow,
    answer_at_a_glance,
    canonical,
    object_of,
    usage_of_row,
    with_probabilities,
)
from logitext.theory.protocol import FALSE, TRUE, Unknown, Usage, Value

_SUM = 32
"""Bytes of the checksum."""

_BETWEEN = b'],"usage":'
"""What stands between the answers and their usage, and nowhere after that: no text in JSON holds such marks."""

_SHORT = 1000
"""Bytes of answers that many documents get, such as truths without probabilities; they are read once."""
_COMMON = frozenset({id(TRUE), id(FALSE)})
_MOST = 512
"""How many such are remembered for a call."""


class CachedCall(NamedTuple):
    """The answers of a call, in the order of its questions, and what all of them had cost."""

    answers: tuple[Value | Unknown, ...]
    usage: Usage


def packed_call(key: bytes, rows: Sequence[CacheRow]) -> bytes:
    """The answers in rows as one value."""
    used = Usage.sum([usage_of_row(row.usage) for row in rows])
    usage = {
        "calls": used.calls,
        "input_tokens": used.input_tokens,
        "output_tokens": used.output_tokens,
        "cached_tokens": used.cached_tokens,
        "cost": used.cost,
    }
    answers = b'{"answers":[' + b",".join([row.answer for row in rows]) + _BETWEEN + canonical(usage) + b"}"
    return sha256(key + answers).digest() + answers


class CallReader:
    """Reads the answers of calls with questions of these sorts."""

    def __init__(self, sorts: Sequence[Sort]) -> None:
        self._sorts = sorts
        self._boolean = all(sort is BOOL for sort in sorts)
        self._kept: dict[bytes, tuple[Value | Unknown, ...]] = {}

    def __call__(self, key: bytes, packed: Any) -> CachedCall | None:
        """The answers in a value; None where it is not valid."""
        if packed.__class__ is not bytes:
            return None
        data = packed[_SUM:]
        if sha256(key + data).digest() != packed[:_SUM]:
            return None
        try:
            answers, usage = data[: data.rindex(_BETWEEN)], data[data.rindex(_BETWEEN) + len(_BETWEEN) : -1]
            return CachedCall(self._answers(answers), usage_of_row(usage))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return None

    def _answers(self, data: bytes) -> tuple[Value | Unknown, ...]:
        """The answers; what other calls have cost differs, and their answers are the same."""
        found = self._kept.get(data)
        if found is None:
            given = object_of(data + b"]}")["answers"]
            found = with_probabilities(given, len(self._sorts)) if self._boolean else None
            if found is not None:
                return found
            found = tuple([answer_at_a_glance(*one) for one in zip(given, self._sorts, strict=True)])
            if len(data) <= _SHORT and _COMMON.issuperset(map(id, found)):
                if len(self._kept) >= _MOST:
                    self._kept.clear()
                self._kept[data] = found
        return found
