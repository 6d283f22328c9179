"""A cover as a picture."""

from __future__ import annotations

from logitext.report.cover.formats import COVER_FORMATS
from logitext.report.cover.matrix import matrix
from logitext.report.cover.view import CoverView
from logitext.report.drawing.svg import svg


@COVER_FORMATS.of_file
def render(view: CoverView) -> str:
    """The matrix of texts and clauses."""
    return svg(matrix(view.cover))
