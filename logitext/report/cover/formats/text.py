"""A cover for a person."""

from __future__ import annotations

from logitext.report.console import to_text
from logitext.report.cover.formats import COVER_FORMATS
from logitext.report.cover.text import text
from logitext.report.cover.view import CoverView


@COVER_FORMATS.of_file
def render(view: CoverView) -> str:
    """The whole outcome, in plain text."""
    return to_text(text(view.cover))
