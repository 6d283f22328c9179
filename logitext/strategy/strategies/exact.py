"""The strategy `exact`: the least expected price that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.strategy.strategy import Rule, Strategy, register

if TYPE_CHECKING:
    from logitext.strategy.diagram_plan import DiagramPlan


@register
class Exact(Strategy):
    """The optimum; rollout where there are too many states to find it."""

    name = "exact"
    summary = "finds the least expected price, for small policies"

    def rule(self, plan: DiagramPlan) -> Rule:
        """Dynamic programming over what is left."""
        return plan.optimum
