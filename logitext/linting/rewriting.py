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

    None where one of the parts was not found. Of each run of operands something must be left.
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

    def on(self, formula: Formula) -> Formula:
        """What is left of a formula."""
        match formula:
            case Group(inner=inner):
                left = self.on(inner)
                return formula if left is inner else replace(formula, inner=left) if _is_run(left) else left
            case Operation(op=Op.AND | Op.OR | Op.UNLESS, operands=operands):
                kept = self._kept(operands)
                return kept[0] if len(kept) == 1 else replace(formula, operands=kept)
            case Call(function=function, arguments=operands) if function.text in _CALLS:
                kept = self._kept(operands)
                return kept[0] if len(kept) == 1 else replace(formula, arguments=kept)
            case Operation(operands=operands) | Count(operands=operands) | Arithmetic(operands=operands):
                return replace(formula, operands=tuple(map(self.on, operands)))
            case Comparison(operands=operands):
                return self._chain(replace(formula, operands=tuple(map(self.on, operands))))
            case Call(arguments=operands):
                return replace(formula, arguments=tuple(map(self.on, operands)))
            case Membership(members=members):
                return replace(formula, members=tuple([one for one in members if not self._goes(_span(one))]))
        return formula

    def _goes(self, span: Span) -> bool:
        if span in self.parts:
            self.found.add(span)
            return True
        return False

    def _kept(self, operands: tuple[Formula, ...]) -> tuple[Formula, ...]:
        return tuple([self.on(one) for one in operands if not self._goes(_span(one))])

    def _chain(self, chain: Comparison) -> Formula:
        """A chain of comparisons without some of its links."""
        pieces: list[Comparison] = []
        start = 0
        links = list(zip(chain.operands, chain.operands[1:], strict=False))
        for place, (left, right) in enumerate(links):
            if len(links) > 1 and self._goes(_span(left).to(_span(right))):
                if place > start:
                    pieces.append(_piece(chain, start, place))
                start = place + 1
        if start < len(links):
            pieces.append(_piece(chain, start, len(links)))
        return pieces[0] if len(pieces) == 1 else Operation(Op.AND, tuple(pieces), chain.span, chain.depth + 1)


def _piece(chain: Comparison, start: int, end: int) -> Comparison:
    return replace(chain, operands=chain.operands[start : end + 1], relations=chain.relations[start:end])


def _span(formula: Formula) -> Span:
    """Where the term of a formula stands: without the parentheses around it, or around the sides of a comparison."""
    while isinstance(formula, Group):
        formula = formula.inner
    if isinstance(formula, Comparison) and len(formula.operands) == 2:
        return _span(formula.operands[0]).to(_span(formula.operands[1]))
    return formula.span


def _is_run(formula: Formula) -> bool:
    return isinstance(formula, Operation) and len(formula.operands) > 1
