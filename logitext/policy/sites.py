"""Where formulas use clauses and definitions with parameters, and how large a formula about units is once spelt out.

Both are read off the formula as it is written, so that what is too much is known before any of it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from logitext.policy.places import FEW, beside
from logitext.syntax.tree import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Count,
    Formula,
    Group,
    Membership,
    Operation,
    Quantified,
)


@dataclass(frozen=True, slots=True)
class Site:
    """A call in a formula, and the formulas about units that it stands in, from the outside in."""

    call: Call
    within: tuple[Quantified, ...]


def sites(formula: Formula) -> Iterator[Site]:
    """The calls in a formula, left to right."""
    stack: list[tuple[Formula, tuple[Quantified, ...]]] = [(formula, ())]
    while stack:
        here, within = stack.pop()
        if isinstance(here, Call):
            yield Site(here, within)
        if isinstance(here, Quantified):
            stack.append((here.body, (*within, here)))
        else:
            stack.extend((part, within) for part in reversed(_below(here)))


def units_of(formula: Quantified) -> str:
    """The units that a formula is about, as they are written: `sentences(post)`."""
    return f"{formula.unit.text}({formula.text.text})"


def size(formula: Formula, counts: Mapping[str, int]) -> int:
    """How many parts a formula has when it is spelt out for so many units; one about other units is a part."""
    if isinstance(formula, Quantified):
        count = counts.get(units_of(formula))
        if count is None:
            return 1
        if beside(formula) is not None and count > FEW:
            return 1 + count.bit_length()  # the units before or after another come in blocks, which are made once
        return 1 + count * size(formula.body, counts)
    return 1 + sum(size(part, counts) for part in _below(formula))


def _below(formula: Formula) -> Sequence[Formula]:
    match formula:
        case Operation(operands=below) | Arithmetic(operands=below) | Comparison(operands=below):
            return below
        case Count(operands=below) | Call(arguments=below):
            return below
        case Membership(operand=operand, members=members):
            return (operand, *members)
        case Between(operand=operand, low=low, high=high):
            return (operand, low, high)
        case Group(inner=inner):
            return (inner,)
    return ()
