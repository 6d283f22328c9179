"""A plan as data."""

from __future__ import annotations

from logitext.report.json_text import json_text
from logitext.report.plan.formats import PLAN_FORMATS
from logitext.report.plan.view import PlanView


@PLAN_FORMATS.of_file
def render(view: PlanView) -> str:
    """The whole plan as one object."""
    return json_text(view.plan.model_dump(mode="json"))
