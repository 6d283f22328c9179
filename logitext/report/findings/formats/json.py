"""Findings as one JSON object, for programs: `logitext schema findings` has its schema."""

from __future__ import annotations

import json

from logitext.report.findings.formats import FORMATS
from logitext.report.findings.records import record
from logitext.report.findings.review import FindingsReview


@FORMATS.of_file
def render(review: FindingsReview) -> str:
    """One object: the files, and the findings."""
    return json.dumps(record(review).model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
