"""Results for a person."""

from __future__ import annotations

from logitext.policy.model import CheckedPolicy
from logitext.records.result import Result
from logitext.report.console import to_text
from logitext.report.results.formats import register
from logitext.report.results.results_format import ResultsFormat
from logitext.report.text import render as rendered


@register
class TextResults(ResultsFormat):
    """Each in plain text, with an empty line between them."""

    streams = True

    def piece(self, result: Result, policy: CheckedPolicy, *, first: bool) -> str:
        """The result, behind an empty line if it is not the first."""
        return ("" if first else "\n") + to_text(rendered(result, policy))
