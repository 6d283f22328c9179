"""The texts of a cover, for what reads texts."""

from __future__ import annotations

from logitext.report.cover.formats import COVER_FORMATS
from logitext.report.cover.view import CoverView


@COVER_FORMATS.of_file
def render(view: CoverView) -> str:
    """A text a line, with its answers and verdicts."""
    return "".join(one.model_dump_json() + "\n" for one in view.cover.texts)
