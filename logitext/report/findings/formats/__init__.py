"""The formats of findings, a file each: the name of the file is the name of the format.

Each registers a function that makes a text of a review. The text ends in a line end, or is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from logitext.report.formats import Formats

if TYPE_CHECKING:
    from logitext.report.findings.review import FindingsReview

FINDINGS_FORMATS: Formats[Callable[[FindingsReview], str]] = Formats(
    "format of findings", "logitext.report.findings.formats"
)
