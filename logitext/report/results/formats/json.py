"""Results as JSON."""

from __future__ import annotations

from logitext.report.json_text import json_text
from logitext.report.results.formats import register
from logitext.report.results.results_format import ResultsFormat, ResultsView


@register
class JSONResults(ResultsFormat):
    """The only result as an object, or a list."""

    def whole(self, view: ResultsView) -> str:
        """The whole document."""
        dicts = [result.to_dict() for result in view.results]
        return json_text(dicts if view.several else dicts[0])
