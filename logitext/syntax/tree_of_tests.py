"""The syntax tree of a policy's tests and queries: what was written, nothing inferred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from logitext.syntax.formula import (
    Formula,
    Name,
    String,
    place,
)
from logitext.syntax.source import Span


@dataclass(frozen=True, slots=True)
class CheckQuery:
    """`check formula`; without one, `check()`, all verdicts are meant."""

    formula: Formula | None
    span: Span = place()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`forsome text, …: formula`, a text to be found; or `forall text, …: formula`, a formula to be refuted."""

    universal: bool
    texts: tuple[Name, ...]
    formula: Formula
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a covering set is to cover: `mcdc`, `each-clause`."""

    text: str
    span: Span = place()


@dataclass(frozen=True, slots=True)
class CoverQuery:
    """`cover formula by criterion`."""

    formula: Formula
    criterion: Criterion
    span: Span = place()


@dataclass(frozen=True, slots=True)
class GivenText:
    """`name = "content"`: a text that a test gives."""

    name: Name
    content: String
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Cell:
    """`name: value`, a field of an element that a test gives."""

    name: Name
    value: Formula
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Row:
    """`{name: value, …}`: an element that a test gives."""

    cells: tuple[Cell, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class GivenList:
    """`name = (row, …)`: a list that a test gives."""

    name: Name
    rows: tuple[Row, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Undetermined:
    """`name is undetermined`: a verdict that a test expects to stay open."""

    name: Name
    span: Span = place()


@dataclass(frozen=True, slots=True)
class TestStatement:
    """`test "title": given … expect …`."""

    title: String
    given: tuple[Formula | GivenText | GivenList, ...]
    expected: tuple[Formula | Undetermined, ...]
    span: Span = place()


Query: TypeAlias = CheckQuery | SearchQuery | CoverQuery
