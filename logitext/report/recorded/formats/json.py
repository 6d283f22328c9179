"""Records as JSON."""

from __future__ import annotations

from logitext.report.json_text import json_text
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.report.recorded.view import RecordsView


@RECORD_FORMATS.of_file
def render(view: RecordsView) -> str:
    """The only record, or a list of several."""
    dicts = [one.model_dump(mode="json") for one in view.records]
    return json_text(dicts[0] if len(dicts) == 1 else dicts)
