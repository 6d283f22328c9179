"""A plan that is to be shown, with all that a format may need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from logitext.report.plan.diagram import diagram
from logitext.syntax.diagnostics import Diagnostic, InputError

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import PlanOutline
    from logitext.report.drawing.diagram import Diagram


@dataclass(frozen=True)
class PlanView:
    """A plan and its policy, whose formulas are spelt out for the units of the plan."""

    plan: PlanOutline
    policy: CheckedPolicy

    @cached_property
    def diagram(self) -> Diagram:
        """The decision tree as a diagram. InputError if the plan has none."""
        if not self.plan.tree:
            message = f"there is no decision tree to draw: {self.plan.why or 'the policy has none'}"
            raise InputError([Diagnostic("NLT612", message, hint="print the plan as `text` or `json`")])
        return diagram(self.plan, self.policy)
