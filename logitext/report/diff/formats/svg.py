"""What changes between two versions of a policy, as a picture."""

from __future__ import annotations

from logitext.report.diff.formats import DIFFERENCE_FORMATS
from logitext.report.diff.picture import picture
from logitext.report.diff.view import DifferenceView
from logitext.report.drawing.svg import svg


@DIFFERENCE_FORMATS.of_file
def render(view: DifferenceView) -> str:
    """How much of each verdict changes, and in which cases."""
    return svg(picture(view.difference, every=view.every))
