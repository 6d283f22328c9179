"""Where formulas use clauses and definitions with parameters, and how large a formula about units is once spelt out.

Both are read off the formula as it is written, so that what is too much is known before any of it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from logitext.policy.places import FEW, beside
from logitext.syntax.tree import (
    Aggregate,
    Arithmetic,
    Between,
    Call,
    Closure,
    Comparison,
    Count,
    Formula,
    Group,
    Membership,
    Name,
    Operation,
    Quantified,
)

Ranging: TypeAlias = Quantified | Aggregate
"""A formula about units of a text."""


@dataclass(frozen=True, slots=True)
class Site:
    """A call in a formula, and the formulas about units that it stands in, from the outside in."""

    call: Call
    within: tuple[Ranging, ...]


def sites(formula: Formula) -> Iterator[Site]:
    """The calls in a formula, left to right."""
    stack: list[tuple[Formula, tuple[Ranging, ...]]] = [(formula, ())]
    while stack:
        here, within = stack.pop()
        if isinstance(here, Call):
            yield Site(here, within)
        stack.extend((part, within) for part in reversed(outer_parts(here)))
        if isinstance(here, Quantified | Aggregate):
            stack.extend((part, (*within, here)) for part in reversed(said_of_each(here)))


def said_of_each(formula: Ranging) -> Sequence[Formula]:
    """What a formula about units says of each of them."""
    condition = formula.condition if isinstance(formula, Aggregate) else None
    return (formula.body,) if condition is None else (formula.body, condition)


_PARTS = 4
"""What is made of a unit besides what is said of it, at most: whether it counts, and the least of a block of units."""


def units_of(formula: Ranging) -> str:
    """The units that a formula is about, as they are written: `sentences(post)`."""
    return formula.text.text if formula.unit is None else f"{formula.unit.text}({formula.text.text})"


FIELDS = ("index", "first", "last")
"""What is known of a unit."""

STEPS: Mapping[str, int] = {"previous": -1, "next": 1}
"""The units beside another one: `threat(previous(s))`."""


def stepped(formula: Formula) -> tuple[Name, int] | None:
    """A variable, and how many units from it another one is that is written with it; None for anything else."""
    steps = 0
    while isinstance(formula, Call) and formula.function.text in STEPS and len(formula.arguments) == 1:
        steps += STEPS[formula.function.text]
        (formula,) = formula.arguments
    return (formula, steps) if isinstance(formula, Name) else None


def size(formula: Formula, counts: Mapping[str, int]) -> int:
    """How many parts a formula has when it is spelt out for so many units; one about other units is a part."""
    if isinstance(formula, Quantified):
        count = counts.get(units_of(formula))
        if count is None:
            return 1
        if beside(formula) is not None and count > FEW:
            return 1 + count.bit_length()  # the units before or after another come in blocks, which are made once
        return 1 + count * size(formula.body, counts)
    if isinstance(formula, Aggregate):
        count = counts.get(units_of(formula))
        rest = 0 if formula.empty is None else size(formula.empty, counts)
        return (
            1 if count is None else 1 + rest + _PARTS * count * sum(size(one, counts) for one in said_of_each(formula))
        )
    return 1 + sum(size(part, counts) for part in outer_parts(formula))


def outer_parts(formula: Formula) -> Sequence[Formula]:
    """The parts of a formula, but for what it says of each of some units."""
    match formula:
        case Operation(operands=below) | Arithmetic(operands=below) | Comparison(operands=below):
            return below
        case Count(operands=below) | Call(arguments=below) | Closure(arguments=below):
            return below
        case Membership(operand=operand, members=members):
            return (operand, *members)
        case Between(operand=operand, low=low, high=high):
            return (operand, low, high)
        case Group(inner=inner):
            return (inner,)
        case Aggregate(empty=empty) if empty is not None:
            return (empty,)
    return ()
