"""`contradictory-assumptions`: assumptions that cannot hold together, so that every check is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.logic.minimize import minimal
from logitext.syntax.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class ContradictoryAssumptions(Rule):
    """Names a smallest set of them. Nothing else can be said of such a policy: everything would follow."""

    code = "NLT707"
    name = "contradictory-assumptions"
    summary = "assumptions that cannot all hold"
    severity = Severity.ERROR
    vital = True

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        conditions = look.conditions
        if conditions.world(conditions.both(*conditions.assumed.values()), ()) is not None:
            return
        assumed = conditions.assumed
        ids = tuple(assumed)
        core = minimal(
            ids,
            reversed(ids),
            lambda _, rest: (
                rest if conditions.world(conditions.both(*[assumed[id] for id in rest]), ()) is None else None
            ),
        )
        spots = [look.spots.of_assumption(id) for id in core]
        together = "contradict each other" if len(core) > 1 else "cannot hold"
        yield self.finding(
            spots[0],
            core[0],
            f"the assumptions {together}: {', '.join(f'`{id}`' for id in core)}",
            "whatever is answered, they cannot all be true: drop or weaken one of them",
            labels=[spot.label("and this") for spot in spots[1:]],
        )
