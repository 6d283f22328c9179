"""The strategy `rollout`: one step of policy improvement over a simple rule, whatever it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.strategy.strategy import AskingRule, Strategy, register

if TYPE_CHECKING:
    from logitext.strategy.diagram_plan import DiagramPlan


@register
class RolloutStrategy(Strategy):
    """Rollout throughout, on large diagrams too."""

    name = "rollout"
    summary = "weighs the best clauses by what asking them would lead to"
    improves = True

    def rule(self, plan: DiagramPlan) -> AskingRule:
        """Rollout over the better of the simple rules."""
        return plan.rollout

    def described(self, plan: DiagramPlan) -> str:
        """With the rule that it improves on."""
        return f"rollout over {plan.base.name}"
