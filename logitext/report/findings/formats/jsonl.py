"""Findings as JSON Lines, for programs that read line by line."""

from __future__ import annotations

import json

from logitext.report.findings.formats import FORMATS
from logitext.report.findings.records import finding
from logitext.report.findings.review import FindingsReview


@FORMATS.of_file
def render(review: FindingsReview) -> str:
    """A finding a line; nothing where there are none."""
    dicts = (finding(found).model_dump(mode="json") for found in review.diagnostics)
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in dicts)
