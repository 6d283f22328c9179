"""The formats of an evaluation, a file each, beside those of every record: the name of the file is its name.

Each registers a function of a `EvaluationView`. What it gives ends with a line end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from logitext.report.formats import Formats
from logitext.report.recorded.formats import OF_RECORDS

if TYPE_CHECKING:
    from logitext.report.evaluation.view import EvaluationView

EVALUATION_FORMATS: Formats[Callable[[EvaluationView], str]] = Formats(
    "format of an evaluation", "logitext.report.evaluation.formats", OF_RECORDS
)
