"""What a policy is, said a second time: a small tree of its own that shares nothing with Logitext.

The generator builds these, the printer writes them as `.nltc`, and the judge says what they mean. Every clause has a
small domain. Where the language knows no bound (Int, Real, Text) the policy carries an assumption that says it, so that
the language and the judge speak of the same completions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

Value: TypeAlias = bool | int | Fraction | str | date
"""An element of a sort: Real is Fraction, a label and a text are str."""

Sort: TypeAlias = str | tuple[str, ...]
""""Bool", "Int", "Real", "Text", "Date", or the labels of an enumeration in their order."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as it is written."""

    value: Value
    sort: Sort


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of a clause, a definition or a verdict."""

    name: str


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator and its operands.

    Formulas: not and or xor iff unless implies; `if` (condition, then, else); `at least`, `at most` and `exactly`
    with `number`. Numbers: + - * / and `negative`. Those that the language lets stand in a row (all but not, implies,
    if, negative) take two operands or more, read from the left. Functions of numbers by their names; `round to` has
    the step as its second operand, `how many` of some formulas is a number. Of dates: `+ days`, `- days` (a date and a
    number), `days between` (the first less the second), `+ weeks`, `+ months` and `+ years` by `number`, `year`,
    `month`, `day`, `age`; `ordinal` and `from ordinal` are a date as a number and back. The last two and `how many` are
    never written.
    """

    op: str
    args: tuple[Term, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Compare:
    """A chain of comparisons `a < b == c`: each relation holds between its neighbours. `sort` is the operands'.

    `in` stands alone, between a value and all that it may be, and so does `between`, with what it lies between.
    """

    relations: tuple[str, ...]
    args: tuple[Term, ...]
    sort: Sort


Term: TypeAlias = Literal | Ref | Apply | Compare


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and the values that it can have. `wide` holds more: values that its bound keeps out.

    A `fact` comes from the caller, which makes no difference to what it means.
    """

    name: str
    sort: Sort
    domain: tuple[Value, ...]
    wide: tuple[Value, ...] = ()
    fact: bool = False


@dataclass(frozen=True, slots=True)
class Assumption:
    """Background knowledge. `bounds` names the clause whose domain this assumption states, if it does."""

    term: Term
    name: str | None = None
    bounds: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A definition or a verdict. `declared` is whether its sort is to be written down."""

    name: str
    sort: Sort
    term: Term
    declared: bool = False
    violation: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy. A definition or verdict mentions only what stands before it in `defined`."""

    clauses: tuple[Clause, ...]
    defined: tuple[Named, ...]
    verdicts: tuple[str, ...]
    assumptions: tuple[Assumption, ...]

    def clause(self, name: str) -> Clause:
        return next(clause for clause in self.clauses if clause.name == name)


def names_in(term: Term) -> Iterator[str]:
    """Every name that a term mentions, as often as it does."""
    match term:
        case Ref(name=name):
            yield name
        case Apply(args=args) | Compare(args=args):
            for arg in args:
                yield from names_in(arg)
