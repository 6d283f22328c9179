"""All answers of a call in one value, as they are looked up together.

They stand in the rows of the answers too; this is what makes it quick to find them. A value begins with the SHA-256 of
the call's key and of what follows, so it answers for no other call, and none that was changed is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from logitext.policy.sorts import BOOL, Sort
from logitext.theory.llm.cache.row import CacheRow, answer_of, canonical, object_of, usage_of_data, usage_of_row
from logitext.theory.protocol import FALSE, TRUE, Unknown, Usage, Value

_SUM = 32
"""Bytes of the checksum."""

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
    answers = b'{"answers":[' + b",".join([row.answer for row in rows]) + b'],"usage":' + canonical(usage) + b"}"
    return sha256(key + answers).digest() + answers


class CallReader:
    """Reads the answers of calls with questions of these sorts."""

    def __init__(self, sorts: Sequence[Sort]) -> None:
        self._sorts = sorts
        self._kept: dict[bytes, CachedCall] = {}

    def __call__(self, key: bytes, packed: Any) -> CachedCall | None:
        """The answers in a value; None where it is not valid."""
        if packed.__class__ is not bytes:
            return None
        data = packed[_SUM:]
        if sha256(key + data).digest() != packed[:_SUM]:
            return None
        found = self._kept.get(data)
        if found is not None:
            return found
        try:
            found = self._read(object_of(data))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return None
        if len(data) <= _SHORT and _COMMON.issuperset(map(id, found.answers)):
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[data] = found
        return found

    def _read(self, found: Mapping[str, Any]) -> CachedCall:
        answers = zip(found["answers"], self._sorts, strict=True)
        return CachedCall(tuple([_answer(answer, sort) for answer, sort in answers]), usage_of_data(found["usage"]))


def _answer(data: Any, sort: Sort) -> Value | Unknown:
    """An answer, as `answer_of` reads it; the commonest are seen at a glance."""
    if sort is BOOL and data.__class__ is dict and "value" in data:
        value = data["value"]
        if len(data) == 1 and value is True:
            return TRUE
        if len(data) == 1 and value is False:
            return FALSE
        if len(data) == 2 and (value is None or value is True or value is False):
            probability = data.get("probability")
            if probability.__class__ is float and 0 <= probability <= 1:
                return Value(value, probability)
    return answer_of(data, sort)
