"""A plan for a person, as a picture, a page or data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import PlanOutline

__all__ = ["render"]


def render(plan: PlanOutline, policy: CheckedPolicy, format: str) -> str:
    """The plan of a policy in a format; it ends with a line end.

    UnknownNameError; InputError for a picture of a plan that has no tree.
    """
    from logitext.report.plan.formats import PLAN_FORMATS
    from logitext.report.plan.view import PlanView

    return PLAN_FORMATS.get(format)(PlanView(plan, policy))
