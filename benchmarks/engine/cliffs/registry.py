"""The cliffs by name. A cliff is a module here with a function `rows()` that yields a `Row` for each measurement."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType

from benchmarks.engine.cliffs.measure import Row
from logitext.policy.findings import did_you_mean

CLIFFS = (
    "chains",
    "clauses",
    "counts",
    "document",
    "linting",
    "lists",
    "parameters",
    "planning",
    "reasons",
    "relevance",
    "solver",
    "units",
    "window",
)  # fmt: skip
"""A line each, in the order of the alphabet."""


def module(name: str) -> ModuleType:
    """The module of a cliff."""
    return importlib.import_module(f"benchmarks.engine.cliffs.{name}")


def rows(names: Sequence[str] = ()) -> Iterator[Row]:
    """The measurements of the named cliffs, of all where none is named. ValueError where a name is wrong."""
    for name in names:
        if name not in CLIFFS:
            raise ValueError(f"there is no cliff {name}; {did_you_mean(name, CLIFFS) or ', '.join(CLIFFS)}")
    for name in names or CLIFFS:
        found: Iterable[Row] = module(name).rows()
        yield from found
