"""Formulas as they are written, without some of their parts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Arithmetic,
    Call,
    Comparison,
    Count,
    Formula,
    Group,
    Membership,
    Op,
    Operation,
)

_CALLS = ("And", "Or")


def without(formula: Formula, parts: Collection[Span]) -> Formula | None:
    """The formula without the parts that stand in some places, and without parentheses around all of it.

    None where one of the parts was not found, or nothing is left.
    """
    work = _Work(frozenset(parts))
    left = work.on(formula)
    while isinstance(left, Group):
        left = left.inner
    return left if work.found == work.parts else None


class _Work:
    """Takes parts out of a formula; `found` are those that it has met."""

    def __init__(self, parts: frozenset[Span]) -> None:
        self.parts = parts
        self.found: set[Span] = set()

    def on(self, formula: Formula) -> Formula | None:
        """What is left of a formula; None where that is nothing."""
        match formula:
            case Group(inner=inner):
                left = self.on(inner)
                if left is inner:
                    return formula
                return replace(formula, inner=left) if isinstance(left, Operation) else left
            case Operation(op=Op.AND | Op.OR | Op.UNLESS, operands=operands):
                kept = self._kept(operands)
                return replace(formula, operands=kept) if len(kept) > 1 else kept[0] if kept else None
            case Call(function=function, arguments=operands) if function.text in _CALLS:
                kept = self._kept(operands)
                return replace(formula, arguments=kept) if len(kept) > 1 else kept[0] if kept else None
            case Operation(operands=operands) | Count(operands=operands) | Arithmetic(operands=operands):
                return replace(formula, operands=self._each(operands))
            case Comparison(operands=operands):
                return self._chain(replace(formula, operands=self._each(operands)))
            case Call(arguments=operands):
                return replace(formula, arguments=self._each(operands))
            case Membership(members=members):
                kept = tuple([one for one in members if not self._goes(_span(one))])
                return replace(formula, members=kept) if kept else None
        return formula

    def _goes(self, span: Span) -> bool:
        if span in self.parts:
            self.found.add(span)
            return True
        return False

    def _kept(self, operands: tuple[Formula, ...]) -> tuple[Formula, ...]:
        left = [self.on(one) for one in operands if not self._goes(_span(one))]
        return tuple([one for one in left if one is not None])

    def _each(self, operands: tuple[Formula, ...]) -> tuple[Formula, ...]:
        """Operands of which each is needed: something is left of it."""
        left = [self.on(one) for one in operands]
        return tuple([old if new is None else new for old, new in zip(operands, left, strict=True)])

    def _chain(self, chain: Comparison) -> Formula | None:
        """A chain of comparisons without some of its links."""
        pieces: list[Formula] = []
        start = 0
        links = list(zip(chain.operands, chain.operands[1:], strict=False))
        for place, (left, right) in enumerate(links):
            if len(links) > 1 and self._goes(_span(left).to(_span(right))):
                if place > start:
                    pieces.append(_piece(chain, start, place))
                start = place + 1
        if start < len(links):
            pieces.append(_piece(chain, start, len(links)))
        if len(pieces) < 2:
            return pieces[0] if pieces else None
        return Operation(Op.AND, tuple(pieces), chain.span, chain.depth + 1)


def _piece(chain: Comparison, start: int, end: int) -> Comparison:
    return replace(chain, operands=chain.operands[start : end + 1], relations=chain.relations[start:end])


def _span(formula: Formula) -> Span:
    """Where the term of a formula stands: without the parentheses around it, or around the sides of a comparison."""
    while isinstance(formula, Group):
        formula = formula.inner
    if isinstance(formula, Comparison) and len(formula.operands) == 2:
        return _span(formula.operands[0]).to(_span(formula.operands[1]))
    return formula.span
