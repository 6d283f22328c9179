"""Records as JSON Lines."""

from __future__ import annotations

from logitext.report.json_text import json_line
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.report.recorded.view import RecordsView


@RECORD_FORMATS.of_file
def render(view: RecordsView) -> str:
    """A record a line."""
    return "".join(json_line(one.model_dump(mode="json")) for one in view.records)
