"""The formulas of a syntax tree: what was written, nothing inferred. Statements are in :mod:`logitext.syntax.tree`."""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from logitext.syntax.source import Span


def place() -> Span:
    """The field of a node's place, which no comparison looks at."""
    return field(compare=False, repr=False)  # type: ignore[no-any-return]


def _depth() -> int:
    """How many formulas nest below this one; the tree's builder keeps it below a limit."""
    return field(default=1, compare=False, repr=False)


# --- leaves ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it is declared or used."""

    text: str
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exact."""

    value: int | Fraction
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Date:
    """A date `2026-11-25`; `value` is None where there is no such day."""

    value: date | None
    span: Span = place()


@dataclass(frozen=True, slots=True)
class String:
    """A quoted string; white space that holds a line end is folded into one space, escapes are resolved."""

    text: str
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Regex:
    r"""A pattern `/…/flags`: `text` is the pattern, with `\/` resolved."""

    text: str
    flags: str
    span: Span = place()


# --- formulas ----------------------------------------------------------------------------------------------------


class Op(enum.Enum):
    """The operators of formulas; the value is the spelling, as a message shows it."""

    NOT = "not"
    AND = "and"
    OR = "or"
    XOR = "xor"
    UNLESS = "unless"
    IMPLIES = "implies"
    IFF = "iff"
    IF = "if"
    NEGATIVE = "-"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its operands.

    Runs of `and`, `or`, `xor`, `iff` and `unless` are one node with many operands, from left to right; `implies` has
    two; `if` has condition, then, else.
    """

    op: Op
    operands: tuple[Formula, ...]
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum `a + b - c` or a product `a * b / c`, read from the left: one operator fewer than operands."""

    operands: tuple[Formula, ...]
    operators: tuple[str, ...]
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain `a < b <= c`: one relation fewer than operands. Relations: == != < <= > >=."""

    operands: tuple[Formula, ...]
    relations: tuple[str, ...]
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Count:
    """`at least`, `at most` or `exactly` `number` of the operands."""

    op: Op
    number: Number
    operands: tuple[Formula, ...]
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses, kept because the author chose them."""

    inner: Formula
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Call:
    """`name(argument, …)`: the z3py spellings."""

    function: Name
    arguments: tuple[Formula, ...]
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Closure:
    """`closure(child)(a, b)`: whether steps of a relation lead from one element to another; `of` is before `(a, b)`."""

    of: Call
    arguments: tuple[Formula, ...]
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Duration:
    """`2 years`: what is added to a date, or taken from it. `unit` is `year`, `month`, `week` or `day`."""

    number: Number
    unit: str
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Membership:
    """`operand in (members)`: it is one of them."""

    operand: Formula
    members: tuple[Formula, ...]
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Between:
    """`operand between low and high`, both of which belong to it."""

    operand: Formula
    low: Formula
    high: Formula
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Order:
    """`left before right`, or `left after right`: which of two units stands first."""

    left: Name
    right: Name
    before: bool
    span: Span = place()
    depth: int = _depth()

    @property
    def first(self) -> Name:
        """The one that stands first."""
        return self.left if self.before else self.right

    @property
    def last(self) -> Name:
        """The one that stands last."""
        return self.right if self.before else self.left


@dataclass(frozen=True, slots=True)
class Quantified:
    """`forall variable in unit(text): body`, or `forsome …`: of all, or of some, of the units of a text.

    Where the range is a list, `text` is the list's name, and `unit` is None.
    """

    universal: bool
    variable: Name
    unit: Name | None
    text: Name
    body: Formula
    span: Span = place()
    depth: int = _depth()


AGGREGATES = ("count", "sum", "min", "max", "average", "the")
"""The words that an aggregate begins with."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What the units of a text come to together: `sum variable in unit(text): body where condition if none empty`.

    `kind` is `count`, `sum`, `min`, `max`, `average` or `the`; or `at least`, `at most` or `exactly`, with a `number`.
    Only units for which `condition` holds are taken; `empty` is the value if there are none. For elements of a list,
    `unit` is None.
    """

    kind: str
    variable: Name
    unit: Name | None
    text: Name
    body: Formula
    condition: Formula | None = None
    empty: Formula | None = None
    number: Number | None = None
    span: Span = field(default=Span(0, 0), compare=False, repr=False)
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Field:
    """`variable.name`: what is known of a unit."""

    variable: Name
    name: Name
    span: Span = place()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Element:
    """`list["key"]`, or `list[number]` where its elements have no key: one element of a list."""

    of: Name
    key: String | Number
    span: Span = place()


@dataclass(frozen=True, slots=True)
class TooDeep:
    """Stands for a formula that nests deeper than `build_formulas.MAX_DEPTH`, and so does what holds it."""

    span: Span = place()
    depth: int = field(default=sys.maxsize, compare=False, repr=False)


Formula: TypeAlias = (
    Name
    | Number
    | Date
    | String
    | Truth
    | Operation
    | Arithmetic
    | Comparison
    | Count
    | Group
    | Call
    | Duration
    | Membership
    | Between
    | Closure
    | Order
    | Quantified
    | Aggregate
    | Field
    | Element
    | TooDeep
)
