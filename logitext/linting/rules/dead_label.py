"""`dead-label`: a label that the assumptions never allow, or that nothing tells apart from another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.apart import CellDistinction
from logitext.linting.rule import Rule, register
from logitext.policy.sorts import BOOL, Enumeration
from logitext.policy.term import Apply, ClauseRef, Connective, Constant
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class DeadLabel(Rule):
    """Only clauses and facts that can decide a verdict are looked at: of the others no label matters."""

    code = "NLT703"
    name = "dead-label"
    summary = "a label that cannot be, or that comes to the same as another one"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause, given in look.policy.clauses.items():
            if not isinstance(given.sort, Enumeration) or clause not in look.deciding or clause in look.seen:
                continue
            apart = CellDistinction(look, clause)
            first_of: list[int] = []
            for cell, label in enumerate(given.sort.labels):
                if not apart.allows(cell):
                    term = Apply(Connective.EQ, (ClauseRef(clause, given.sort), Constant(label, given.sort)), BOOL)
                    core = look.core(look.conditions.meaning(term))
                    labels = [look.spots.of_assumption(id).label("because of this") for id in core]
                    message = f"the assumptions never allow `{clause}` to be `{label}`"
                    hint = "delete the label, or weaken an assumption"
                    yield self.finding(look.spots.of(clause), label, message, hint, labels=labels)
                    continue
                same = next((other for other in first_of if not apart.distinguished(other, cell)), None)
                if same is None:
                    first_of.append(cell)
                    continue
                message = f"nothing tells `{label}` of `{clause}` apart from `{given.sort.labels[same]}`"
                hint = "make them one label, unless the difference helps whoever answers"
                yield self.finding(look.spots.of(clause), label, message, hint)
