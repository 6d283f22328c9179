"""Results as JUnit XML."""

from __future__ import annotations

from logitext.report.junit import junit_of_results
from logitext.report.results.formats import register
from logitext.report.results.results_format import ResultsFormat, ResultsView


@register
class JUnitResults(ResultsFormat):
    """A suite for the policy, with a case for each document."""

    def whole(self, view: ResultsView) -> str:
        """The whole document."""
        return junit_of_results(view.policy.source.name, view.results)
