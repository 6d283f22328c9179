"""`implied-assumption`: an assumption that follows from the others, or from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.deleting import without_statement
from logitext.linting.rule import Rule, register
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class ImpliedAssumption(Rule):
    """Those that are found can all be dropped together: where two say the same, the later one is needless."""

    code = "NLT708"
    name = "implied-assumption"
    summary = "an assumption that follows from the others"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        conditions = look.conditions
        kept = list(conditions.assumed)
        for id in reversed(tuple(kept)):
            broken = conditions.negate(conditions.assumed[id])
            rest = [other for other in kept if other != id]
            if conditions.world(broken, rest) is not None:
                continue
            kept = rest
            core = look.core(broken, rest)
            message = (
                f"the assumption `{id}` holds whatever is answered"
                if not core
                else (f"the assumption `{id}` follows from {', '.join(f'`{other}`' for other in core)}")
            )
            labels = [look.spots.of_assumption(other).label("it follows from this") for other in core]
            spot = look.spots.of_assumption(id)
            fix = without_statement(look.policy, spot.source, spot.span)
            yield self.finding(spot, id, message, "it can be deleted", labels=labels, fix=fix)
