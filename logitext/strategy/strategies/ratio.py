"""The strategy `ratio`: it asks the clause with the best ratio of chance to price.

The chance is that the answer settles a part of the formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.strategy.strategy import AskingRule, Strategy, register

if TYPE_CHECKING:
    from logitext.strategy.diagram_plan import DiagramPlan


@register
class RatioStrategy(Strategy):
    """Follows the rule `ratio` for every question, on the formulas."""

    name = "ratio"
    summary = "asks what most likely settles a part of the formula for its price"
    remembers = True

    def uses_diagram(self, matters: int, *, assumptions: bool) -> bool:
        """False: the rule needs the formulas alone."""
        return False

    def rule(self, plan: DiagramPlan) -> AskingRule:
        """The rule `ratio`, on a diagram."""
        return plan.by_ratio
