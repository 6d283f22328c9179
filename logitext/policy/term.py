"""Typed terms: formulas after names are resolved, sorts are known and shorthand is spelt out.

What is left of the surface: `unless` is *and not*, `iff` is *not xor*, a chain of comparisons is a conjunction, `!=`,
`>` and `>=` are written with `==`, `<`, `<=` and *not*, `a - b` is `a + -b` and `a / 4` is `a * 0.25`, parentheses
are gone. Everything above `policy/` reads these,
never the tree.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from logitext.policy.sorts import BOOL, Sort, Value
from logitext.syntax.source import Span

_NOWHERE = Span(0, 0)


class Connective(enum.Enum):
    """What an application applies."""

    NOT = "not"
    AND = "and"
    OR = "or"
    XOR = "xor"  # two or more arguments: an odd number of them is true
    IMPLIES = "implies"  # two arguments
    ITE = "if"  # condition, then, else; the last two of one sort
    EQ = "=="  # two arguments of one sort
    LT = "<"  # two numbers of one sort, or two labels of one enumeration
    LE = "<="
    ADD = "+"  # two or more arguments
    MUL = "*"  # two or more arguments
    NEG = "negative"
    TO_REAL = "to real"  # an Int as a Real
    MIN = "min"  # two or more numbers of one sort
    MAX = "max"
    ABS = "abs"
    FLOOR = "floor"  # a Real as the greatest Int that is not above it
    MOD = "mod"  # an Int, and a constant above 0: what is left of a division that rounds down
    YEAR = "year"  # of a Date, an Int
    MONTH = "month"
    DAY = "day"
    SHIFT = "months later"  # a Date, and a constant Int: see `logic.calendar.shifted`
    TALLY = "how many"  # the number of true arguments, an Int
    COUNT = "count"  # minimum <= number of true arguments <= maximum; see Apply.bounds


GATHERED = "gathered"
"""The `surface` of what is made of an aggregate: all in it that spans as much as it does was written by nobody."""


SPELT = "each"
"""The `surface` of what is said of each of some units: what stands once in the policy stands there several times."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value of a sort."""

    value: Value
    sort: Sort
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause: its value comes from the theory."""

    name: str
    sort: Sort
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DefinitionRef:
    """A definition or a verdict: its value is that of its body."""

    name: str
    sort: Sort
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """A connective applied. `bounds` is (minimum, maximum) for COUNT, inclusive, and empty otherwise.

    `surface` is the word that it was written with where explanations must know: "unless" for an AND that was one.
    """

    op: Connective
    args: tuple[Term, ...]
    sort: Sort = BOOL
    bounds: tuple[int, int] | tuple[()] = ()
    span: Span = field(default=_NOWHERE, compare=False, repr=False)
    surface: str | None = field(default=None, compare=False, repr=False)


Term: TypeAlias = Constant | ClauseRef | DefinitionRef | Apply


def walk(term: Term) -> Iterator[Term]:
    """The term and all that is in it, from the outside in, left to right."""
    stack = [term]
    while stack:
        here = stack.pop()
        yield here
        if isinstance(here, Apply):
            stack.extend(reversed(here.args))
