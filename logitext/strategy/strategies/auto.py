"""The strategy `auto`: rollout where what is left is small enough, else the rule `ratio`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.strategy.strategy import ROLLOUT_AT, AskingRule, Strategy, register

if TYPE_CHECKING:
    from logitext.strategy.diagram_plan import DiagramPlan


@register
class Auto(Strategy):
    """What is best known: near the optimum, and quick on large policies."""

    name = "auto"
    summary = "asks as little as possible"
    improves = True

    def uses_diagram(self, matters: int, *, assumptions: bool) -> bool:
        """A large diagram says nothing that the formulas do not, unless assumptions make some answers likelier."""
        return matters <= ROLLOUT_AT or assumptions

    def rule(self, plan: DiagramPlan) -> AskingRule:
        """Rollout; `at` says where not."""
        return plan.rollout

    def at(self, plan: DiagramPlan, rule: AskingRule, node: int) -> AskingRule:
        """Rollout where it is quick enough."""
        return rule if plan.rolls_out(node) else plan.by_ratio

    def described(self, plan: DiagramPlan) -> str:
        """What it does at the start, and later."""
        small = plan.rolls_out(plan.product.root)
        return f"rollout over {plan.base.name}" if small else "ratio, and rollout when less is left"
