"""What turns the verdicts of policies, as a picture."""

from __future__ import annotations

from logitext.report.drawing.svg import svg
from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.influence import influence
from logitext.report.findings.review import FindingsReview


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """A bar for each clause of each verdict; findings are not drawn."""
    return svg(influence(review.overviews))
