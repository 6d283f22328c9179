"""The strategy `ratio`: what most likely settles a part of the formula for its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.strategy.strategy import Rule, Strategy, register

if TYPE_CHECKING:
    from logitext.strategy.diagram_plan import DiagramPlan


@register
class Ratio(Strategy):
    """The rule `ratio` throughout, on the formulas."""

    name = "ratio"
    summary = "asks what most likely settles a part of the formula for its price"
    remembers = True

    def uses_diagram(self, matters: int, *, assumptions: bool) -> bool:
        """The formulas are enough."""
        return False

    def rule(self, plan: DiagramPlan) -> Rule:
        """The same rule, for whoever follows it on a diagram."""
        return plan.by_ratio
