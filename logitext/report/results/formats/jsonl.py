"""Results as JSON Lines."""

from __future__ import annotations

from logitext.policy.model import CheckedPolicy
from logitext.records.result import Result
from logitext.report.json_text import json_line
from logitext.report.results.formats import register
from logitext.report.results.results_format import ResultsFormat


@register
class JSONLinesResults(ResultsFormat):
    """A result a line."""

    streams = True

    def piece(self, result: Result, policy: CheckedPolicy, *, first: bool) -> str:
        """The result as a line."""
        return json_line(result.to_dict())
