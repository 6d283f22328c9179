"""An entry as a row of the database, and back. Nothing in a row is taken on trust.

What a row holds is checked against its key, which is the SHA-256 of the very bytes that stand in `components`: whoever
asks for a key has hashed the same bytes, so no row can answer for something else. That is cheaper than to write
canonical JSON anew, and as safe.
"""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from logitext.policy.sorts import BOOL, TEXT, Sort
from logitext.theory.llm.cache.entry import CacheEntry, column
from logitext.theory.protocol import FALSE, TRUE, Unknown, Usage, Value, value_with
from logitext.theory.recording.key import digest, sort_of
from logitext.theory.recording.line import BrokenLineError, answer_data, read_answer

MOST = 64 * 1024 * 1024
"""Bytes of a request or a reply: as much as a text may have. What is larger is not kept, and not unpacked."""

_MOST_USED = 1e18
"""The most that an answer can have used of anything: sums of it are still numbers."""

COLUMNS = "key, components, answer, usage, created"
"""What `entry_of` reads, in this order."""


class CacheRow(NamedTuple):
    """An entry as it is written: the columns of `answers`, then those of `bodies`."""

    key: str
    clause: str
    model: str
    endpoint: str
    texts: str
    components: bytes
    answer: bytes
    usage: bytes
    created: float
    request: bytes | None
    reply: bytes | None


# --- writing -----------------------------------------------------------------------------------------------------


def row_of(entry: CacheEntry) -> CacheRow:
    """The row for an entry. ValueError where it is none that could be read again: a refusal, say, or a wrong key."""
    components = canonical(entry.components)
    clause, model, endpoint, sort = _subject(entry.components)
    if hashlib.sha256(components).hexdigest() != entry.key:
        raise ValueError("the key of an entry must be the digest of its components")
    answer_of(entry.answer, sort)
    _check_usage(entry.usage)
    _check_created(entry.created)
    return CacheRow(
        entry.key,
        column(clause),
        column(model),
        column(endpoint),
        texts_hash(entry.components),
        components,
        canonical(entry.answer),
        canonical(entry.usage),
        float(entry.created),
        None if entry.request is None else _packed(canonical(entry.request)),
        None if entry.reply is None else _packed(entry.reply.encode("utf-8", "surrogatepass")),
    )


def canonical(data: Mapping[str, Any]) -> bytes:
    """JSON as it is hashed for a key.

    >>> hashlib.sha256(canonical({"b": "é", "a": [1.5]})).hexdigest() == digest({"b": "é", "a": [1.5]})
    True
    """
    text = json.dumps(dict(data), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.encode("ascii")


def texts_hash(components: Mapping[str, Any]) -> str:
    """A short hash of the texts that an entry is about, to find others about the same."""
    return digest(components.get("texts"))[:16]


def redacted(entry: CacheEntry) -> CacheEntry | None:
    """An entry without the text of the document; None where its answer itself is such a text.

    >>> components = {"endpoint": "https://e", "model": "m", "clause": {"name": "c", "wording": "w", "sort": "Bool"}}
    >>> answer = {"value": True, "quote": "you fool"}
    >>> entry = CacheEntry(digest(components), components, answer, {}, {"input": "you fool"})
    >>> hashes_only = redacted(entry)
    >>> hashes_only.answer, hashes_only.request
    ({'value': True}, None)
    """
    sort = _subject(entry.components)[-1]
    match answer_of(entry.answer, sort):
        case Value(value, probability):
            if sort == TEXT and value is not None:
                return None
            answer = answer_data(Value(value, probability))
        case Unknown(_, probability):
            answer = answer_data(Unknown("the reason was redacted", probability))
    return CacheEntry(entry.key, entry.components, answer, entry.usage, None, None, entry.created)


# --- reading -----------------------------------------------------------------------------------------------------


def entry_of(row: Sequence[Any]) -> CacheEntry | None:
    """The entry in a row (its COLUMNS, text as bytes); None where the row is not valid."""
    try:
        key, components, answer, usage, created = row
        if hashlib.sha256(components).hexdigest().encode() != key:
            return None
        entry = CacheEntry(
            key.decode("ascii"), object_of(components), object_of(answer), object_of(usage), None, None, created
        )
        answer_of(entry.answer, _subject(entry.components)[-1])
        _check_usage(entry.usage)
        _check_created(created)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return entry


class CachedAnswer(NamedTuple):
    """What an entry is looked up for: the answer, and what it had cost."""

    answer: Value | Unknown
    usage: Usage


def kept_of(row: Sequence[Any], sort: Sort) -> CachedAnswer | None:
    """What stands in a row for an answer of a sort, as `entry_of` checks it; None where the row is not valid.

    Its components are the bytes that its key was made of, so they are not read.
    """
    try:
        key, components, answer, usage, created = row
        if hashlib.sha256(components).hexdigest().encode() != key:
            return None
        if created.__class__ is not float:
            _check_created(created)
        elif not math.isfinite(created):
            return None
        return CachedAnswer(_answer(answer, sort), usage_of_row(usage))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _answer(data: bytes, sort: Sort) -> Value | Unknown:
    return _short_answer(data, sort) if len(data) <= _SHORT else answer_at_a_glance(object_of(data), sort)


def answer_at_a_glance(data: Any, sort: Sort) -> Value | Unknown:
    """An answer, as `answer_of` reads it; the commonest are seen at a glance, and are the objects that all share."""
    if sort is BOOL and data.__class__ is dict and "value" in data:
        value = data["value"]
        if len(data) == 1 and value is True:
            return TRUE
        if len(data) == 1 and value is False:
            return FALSE
        if len(data) == 2 and (value is None or value is True or value is False):
            probability = data.get("probability")
            if probability.__class__ is float and 0 <= probability <= 1:
                return value_with(value, probability)
    return answer_of(data, sort)


def with_probabilities(data: Any, number: int) -> tuple[Value, ...] | None:
    """Answers to so many Boolean clauses, each with a probability, as `answer_at_a_glance` reads them; None for others.

    >>> with_probabilities([{"value": True, "probability": 0.9}], 1)
    (Value(value=True, probability=0.9, quote=None),)
    >>> with_probabilities([{"value": True}], 1)
    """
    if data.__class__ is not list or len(data) != number:
        return None
    found = []
    try:
        for one in data:
            probability, value = one["probability"], one["value"]
            if len(one) != 2 or probability.__class__ is not float or not 0 <= probability <= 1:
                return None
            if value is not True and value is not False and value is not None:
                return None
            found.append(value_with(value, probability))
    except (KeyError, TypeError):
        return None
    return tuple(found)


_SHORT = 200
"""Bytes of an answer that many documents get, such as a truth without a quotation; it is read once."""


@lru_cache(maxsize=4096)
def _short_answer(data: bytes, sort: Sort) -> Value | Unknown:
    return answer_at_a_glance(object_of(data), sort)


@lru_cache(maxsize=4096)
def usage_of_row(data: bytes) -> Usage:
    """What an answer had cost, as it stands in a row. ValueError where it is not valid."""
    return usage_of_data(object_of(data))


def usage_of_data(usage: Mapping[str, Any]) -> Usage:
    """What answers had cost, as data have it. ValueError where they are not valid."""
    _check_usage(usage)
    counts = [int(usage.get(name) or 0) for name in ("calls", "input_tokens", "output_tokens", "cached_tokens")]
    cost = usage.get("cost")
    return Usage(counts[0], 0, counts[1], counts[2], counts[3], None if cost is None else float(cost))


def request_of(packed: Any) -> Mapping[str, Any] | None:
    """The body of a request; None where there is none, or none that can be read."""
    text = _unpacked(packed)
    try:
        return None if text is None else object_of(text)
    except (ValueError, RecursionError):
        return None


def reply_of(packed: Any) -> str | None:
    """The body of a reply; None where there is none, or none that can be read."""
    text = _unpacked(packed)
    try:
        return None if text is None else text.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None


def answer_of(data: Mapping[str, Any], sort: Sort) -> Value | Unknown:
    """The answer that an entry holds. ValueError where it is of another sort, or no answer that is kept.

    >>> from logitext.policy.sorts import REAL
    >>> answer_of({"value": "1/3", "probability": 0.9}, REAL)
    Value(value=Fraction(1, 3), probability=0.9, quote=None)
    """
    try:
        answer = read_answer(dict(data), sort)
    except BrokenLineError as error:
        raise ValueError(f"this is no answer: {error}") from None
    if not isinstance(answer, Value | Unknown):
        raise ValueError("a refusal or a failure is never kept")
    return answer


def _subject(components: Mapping[str, Any]) -> tuple[str, str, str, Sort]:
    """The clause's name, the model, the endpoint, and the clause's sort. ValueError where one is missing."""
    clause, model, endpoint = components.get("clause"), components.get("model"), components.get("endpoint")
    if isinstance(clause, Mapping) and isinstance(model, str) and isinstance(endpoint, str):
        name = clause.get("name")
        if isinstance(name, str):
            return name, model, endpoint, sort_of(clause.get("sort"))
    raise ValueError("components must have an `endpoint`, a `model` and a `clause` with its `name` and `sort`")


def _check_usage(usage: Mapping[str, Any]) -> None:
    for amount in usage.values():
        number = isinstance(amount, int | float) and not isinstance(amount, bool)
        if amount is not None and not (number and 0 <= amount <= _MOST_USED):
            raise ValueError(f"what an answer has used must be numbers from 0 to {_MOST_USED:g}")


def _check_created(created: Any) -> None:
    if not isinstance(created, int | float) or not math.isfinite(created):
        raise ValueError("an entry's `created` must be a number of seconds")


def object_of(text: bytes) -> dict[str, Any]:
    data = _DECODE(text.decode("ascii"))
    if not isinstance(data, dict):
        raise ValueError("it is no object")
    return data


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


_DECODE = json.JSONDecoder(parse_constant=_no_constant).decode


# --- bodies ------------------------------------------------------------------------------------------------------


def _packed(body: bytes) -> bytes | None:
    return zlib.compress(body) if len(body) <= MOST else None


def _unpacked(packed: Any) -> bytes | None:
    """What was packed, if it is no more than MOST: a few bytes may stand for gigabytes."""
    if not isinstance(packed, bytes):
        return None
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed, MOST)
    except zlib.error:
        return None
    return body if unpacking.eof else None
