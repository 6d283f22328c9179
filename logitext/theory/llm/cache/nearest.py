"""Which entry is nearest to what was looked for and not found, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from logitext.theory.llm.cache.database import Database
from logitext.theory.llm.cache.entry import CacheEntry, NearestEntry, column
from logitext.theory.llm.cache.row import COLUMNS, entry_of, texts_hash
from logitext.theory.llm.cache.server import CacheServer

_CAP = 64
"""Entries of each kind that are compared, from the newest."""


def nearest(database: Database | CacheServer, components: Mapping[str, Any]) -> NearestEntry | None:
    """The entry with the fewest differences, of several the newest; None where the cache holds nothing.

    Compared are the newest entries of the clause about the same texts, of the clause and the same model, and of the
    clause; where it has none, the newest of all. Each is found by an index.
    """
    found = [
        NearestEntry(entry, tuple(differences(components, entry.components)))
        for entry in _candidates(database, components)
    ]
    return min(found, key=lambda near: len(near.differs), default=None)


def _candidates(database: Database | CacheServer, components: Mapping[str, Any]) -> Iterator[CacheEntry]:
    """Entries to compare with, each once."""
    clause = components.get("clause")
    name = _text(clause.get("name")) if isinstance(clause, Mapping) else ""
    model, endpoint = _text(components.get("model")), _text(components.get("endpoint"))
    newest: dict[int, tuple[Any, ...]] = {}
    for condition, parameters in (
        ("clause = ? AND texts = ?", [name, texts_hash(components)]),
        ("clause = ? AND model = ? AND endpoint = ?", [name, model, endpoint]),
        ("clause = ?", [name]),
        ("1 = 1", []),
    ):
        if condition == "1 = 1" and newest:
            break
        newest |= {row[0]: row[1:] for row in database.read(_query(condition), parameters)}
    for _, row in sorted(newest.items(), reverse=True):
        if (entry := entry_of(row)) is not None:
            yield entry


def _query(condition: str) -> str:
    return f"SELECT id, {COLUMNS} FROM answers WHERE {condition} ORDER BY id DESC LIMIT {_CAP}"


def _text(data: Any) -> str:
    return column(data) if isinstance(data, str) else ""


def differences(one: Mapping[str, Any], other: Mapping[str, Any], within: str = "") -> Iterator[str]:
    """The dotted paths at which two objects differ; a list counts as a whole.

    >>> list(differences({"model": "a", "texts": {"post": "1"}}, {"model": "a", "texts": {"post": "2"}, "order": "x"}))
    ['order', 'texts.post']
    """
    for name in sorted({*one, *other}):
        here, there = one.get(name), other.get(name)
        if isinstance(here, Mapping) and isinstance(there, Mapping):
            yield from differences(here, there, f"{within}{name}.")
        elif here != there or (name in one) != (name in other):
            yield f"{within}{name}"
