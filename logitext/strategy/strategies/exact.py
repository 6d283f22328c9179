"""The strategy `exact`: the least expected price that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.strategy.strategy import AskingRule, Strategy, register

if TYPE_CHECKING:
    from logitext.strategy.diagram_plan import DiagramPlan


@register
class ExactStrategy(Strategy):
    """The optimum; rollout where there are too many states to find it."""

    name = "exact"
    summary = "finds the least expected price, for small policies"

    def rule(self, plan: DiagramPlan) -> AskingRule:
        """Dynamic programming over what is left."""
        return plan.optimum

    def at(self, plan: DiagramPlan, rule: AskingRule, node: int) -> AskingRule:
        """The optimum where it is found. Rounds are chosen otherwise, so that it is not looked for."""
        return rule if plan.in_rounds or plan.optimum.solves(node) else plan.rollout

    def cut_off(self, plan: DiagramPlan) -> str:
        """What chooses where there are too many states."""
        return "`exact` finds too many states, so rollout chooses until less is left" if plan.optimum.gave_up else ""
