"""The syntax tree of what statements are made of beside formulas: what was written, nothing inferred."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.syntax.formula import (
    Name,
    Number,
    Regex,
    String,
    place,
)
from logitext.syntax.source import Span


@dataclass(frozen=True, slots=True)
class SortName:
    """A sort as written: one name (`Int`), or the labels of an enumeration."""

    names: tuple[Name, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a clause, `[[…]]`: `text` with white space folded."""

    text: str
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Binding:
    """`"phrase" is name`."""

    phrase: String
    name: Name
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Chance:
    """`value: chance`, of a prior: how likely a label or a number is."""

    value: Name | Number
    chance: Number
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Reading:
    """`/pattern/ as form`, of `read`: the value that a clause has where the pattern fits.

    `form` is that value, or the form in which a date or a number is written; without one the value is what is written.
    """

    pattern: Regex
    form: Name | Number | String | None
    span: Span = place()


@dataclass(frozen=True, slots=True)
class WrittenManner:
    """`scale("not at all", "fully")`: how a clause is put to a model, and the levels where some are named."""

    name: Name
    levels: tuple[String, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a clause: `keyword` is ask, yes, no, match, reject, read, prior, cost, sure, as or fold.

    The value is a tuple where a prior says how likely each of several values is, and for `sure`; `fold` has none.
    """

    keyword: str
    value: String | Regex | Number | Reading | WrittenManner | tuple[Chance, ...] | tuple[Number, ...] | None
    span: Span = place()
