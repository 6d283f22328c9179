"""A difference as data."""

from __future__ import annotations

from logitext.report.diff.formats import DIFFERENCE_FORMATS
from logitext.report.diff.view import DifferenceView
from logitext.report.json_text import json_text


@DIFFERENCE_FORMATS.of_file
def render(view: DifferenceView) -> str:
    """The whole difference as one object."""
    return json_text(view.difference.model_dump(mode="json"))
