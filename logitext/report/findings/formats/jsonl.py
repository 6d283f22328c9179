"""Findings as JSON Lines, for programs that read line by line."""

from __future__ import annotations

from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.records import finding
from logitext.report.findings.review import FindingsReview
from logitext.report.json_text import json_line


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """A finding a line; nothing where there are none."""
    dicts = (finding(found).model_dump(mode="json") for found in review.diagnostics)
    return "".join(json_line(one) for one in dicts)
