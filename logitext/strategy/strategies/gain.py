"""The strategy `gain`: what tells most about the verdicts for its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.strategy.strategy import AskingRule, Strategy, register

if TYPE_CHECKING:
    from logitext.strategy.diagram_plan import DiagramPlan


@register
class GainStrategy(Strategy):
    """The rule `gain` throughout."""

    name = "gain"
    summary = "asks what tells most for its price"

    def rule(self, plan: DiagramPlan) -> AskingRule:
        """Information gain for a price."""
        return plan.by_gain
