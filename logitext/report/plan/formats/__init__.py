"""The formats of a plan, a file each, beside those of pictures: the name of the file is the name of the format.

Each registers a function of a `PlanView`. What it gives ends with a line end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from logitext.report.drawing.formats import OF_DIAGRAM
from logitext.report.formats import Formats

if TYPE_CHECKING:
    from logitext.report.plan.view import PlanView

PLAN_FORMATS: Formats[Callable[[PlanView], str]] = Formats(
    "format of a plan", "logitext.report.plan.formats", OF_DIAGRAM
)
