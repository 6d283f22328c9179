"""Findings as one JSON object, for programs: `logitext schema findings` has its schema."""

from __future__ import annotations

from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.records import record
from logitext.report.findings.review import FindingsReview
from logitext.report.json_text import json_text


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """One object: the files, and the findings."""
    return json_text(record(review).model_dump(mode="json"))
