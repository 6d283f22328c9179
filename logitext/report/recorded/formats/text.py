"""Records for a person."""

from __future__ import annotations

from rich.console import Group

from logitext.report.console import to_text
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.report.recorded.view import RecordsView


@RECORD_FORMATS.of_file
def render(view: RecordsView) -> str:
    """One after the other, in plain text."""
    return to_text(Group(*map(view.render, view.records)))
