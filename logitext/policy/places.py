"""Formulas about the units before or after another one, recognised so that they are spelt out in blocks.

Spelt out one by one, `forsome h in lines(mail): header(h) and h before l` takes the lines above each line, half the
square of their number. But as the rest of the formula does not depend on `l`, lines can be put together in blocks of 2,
4, 8 … that are made once, and the lines above `l` are a few blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logitext.policy.graph import mentions
from logitext.syntax.tree import Formula, Group, Name, Op, Operation, Order, Quantified, Truth

FEW = 16
"""The number of units that are spelt out one by one, so that a short text is shown without blocks."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A formula about the units on one side of another: what it says of each of them, and which these are."""

    rest: Formula
    other: Name
    before: bool
    """Whether they stand before the other one."""


def beside(formula: Quantified) -> Beside | None:
    """How a formula is one about the units before or after another; None where it is not of that form.

    The forms are `forsome h in …: h before l and …` and `forall h in …: h before l implies …`, with the parts of an
    `and` in any order, where only one part speaks of `l`.
    """
    body = _inner(formula.body)
    then: Formula | None = None
    if formula.universal:
        if not isinstance(body, Operation) or body.op is not Op.IMPLIES:
            return None
        condition, then = body.operands
        body = _inner(condition)
    parts = body.operands if isinstance(body, Operation) and body.op is Op.AND else (body,)
    places = [part for part in map(_inner, parts) if isinstance(part, Order)]
    if len(places) != 1:
        return None
    (place,), own = places, formula.variable.text
    if (place.left.text == own) is (place.right.text == own):
        return None
    other = place.right if place.left.text == own else place.left
    others = [part for part in parts if _inner(part) is not place]
    if any(one.text == other.text for part in (*others, *([then] if then else ())) for one in mentions(part)):
        return None
    return Beside(_rest(others, then, formula), other, place.first.text == own)


def _inner(formula: Formula) -> Formula:
    while isinstance(formula, Group):
        formula = formula.inner
    return formula


def _rest(others: Sequence[Formula], then: Formula | None, formula: Quantified) -> Formula:
    """What is left of the formula's body without the place."""
    span, depth = formula.body.span, formula.depth
    if len(others) > 1:
        left: Formula | None = Operation(Op.AND, tuple(others), span, depth)
    else:
        left = next(iter(others), None)
    if then is None:
        return Truth(True, span) if left is None else left
    return then if left is None else Operation(Op.IMPLIES, (left, then), span, depth)


def blocks(low: int, high: int) -> Iterator[tuple[int, int]]:
    """The blocks that numbers from `low` up to `high` without it come to, each of a power of two, at a multiple of it.

    >>> list(blocks(0, 7)), list(blocks(3, 8))
    ([(0, 4), (4, 6), (6, 7)], [(3, 4), (4, 8)])
    """
    while low < high:
        size = low & -low or 1 << high.bit_length()
        while low + size > high:
            size //= 2
        yield low, low + size
        low += size
