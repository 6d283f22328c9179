"""A cover as data."""

from __future__ import annotations

from logitext.report.cover.formats import COVER_FORMATS
from logitext.report.cover.view import CoverView
from logitext.report.json_text import json_text


@COVER_FORMATS.of_file
def render(view: CoverView) -> str:
    """The whole cover as one object."""
    return json_text(view.cover.to_dict())
