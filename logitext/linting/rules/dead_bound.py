"""`dead-bound`: a comparison with a number, a date or a text that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.apart import CellDistinction
from logitext.linting.rule import Rule, register
from logitext.logic.diagram.cells import Cells, bare_clause, compared
from logitext.logic.worlds.wanted import wanted
from logitext.policy.sorts import NUMERIC, TEXT, Value
from logitext.policy.term import Apply, Connective, walk
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class DeadBound(Rule):
    """The hint lists the values of the clause or fact that the policy tells apart."""

    code = "NLT704"
    name = "dead-bound"
    summary = "a comparison with a constant that makes no difference"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        apart: dict[str, CellDistinction] = {}
        for name in look.written:
            if not look.is_used(name):
                continue
            for part in walk(look.body(name)):
                pair = compared(part) if isinstance(part, Apply) else None
                if pair is None or not isinstance(part, Apply):
                    continue
                clause, bound = pair
                cells = look.conditions.cells.get(clause)
                if cells is None or clause not in look.deciding or clause in look.seen:
                    continue
                told = apart.setdefault(clause, CellDistinction(look, clause))
                if any(told.distinguished(*pair) for pair in separated(part, cells, bound)):
                    continue
                between = part.span.start >= part.span.end  # a bound of `x between a and b`
                spot = look.spots.of(name) if between else look.spots.part(name, part.span)
                message = f"`{spot.text}` in `{name}` makes no difference"
                hint = f"the policy tells these values of `{clause}` apart: {_table(look, told, clause)}"
                yield self.finding(spot, spot.text, message, hint)


def separated(part: Apply, cells: Cells, bound: Value) -> list[tuple[int, int]]:
    """The neighbouring cells that a comparison keeps apart; of texts the one in question, and any that is not named."""
    if cells.sort == TEXT:
        return [(cells.cell(bound), len(cells) - 1)]
    if cells.sort not in NUMERIC:
        return []
    left_is_clause = bare_clause(part.args[0]) is not None
    values = [cells.representatives[cell] for cell in range(len(cells))]
    truths = [_holds(part.op, value, bound) if left_is_clause else _holds(part.op, bound, value) for value in values]
    return [(cell, cell + 1) for cell in range(len(cells) - 1) if truths[cell] != truths[cell + 1]]


def _holds(op: Connective, left: Value | None, right: Value | None) -> bool:
    if op is Connective.EQ:
        return left == right
    return bool(left < right if op is Connective.LT else left <= right)  # type: ignore[operator]  # both are numbers


def _table(look: PolicyLook, told: CellDistinction, clause: str) -> str:
    """The values that the policy tells apart, in words."""
    cells, sort = look.conditions.cells[clause], look.policy.clauses[clause].sort
    classes: list[list[int]] = []
    for cell in range(len(cells)):
        if cells.sort in NUMERIC:
            if classes and not told.distinguished(classes[-1][-1], cell):
                classes[-1].append(cell)
            else:
                classes.append([cell])
        else:
            same = next((one for one in classes if not told.distinguished(one[0], cell)), None)
            if same is None:
                classes.append([cell])
            else:
                same.append(cell)
    return "; ".join(wanted(clause, sort, cells, one).words() for one in classes)
