"""Any record that `print` shows, as the command that makes it prints it."""

from __future__ import annotations

from rich.console import RenderableType

from logitext.check.forecast import Forecast
from logitext.policy.known import known, known_at
from logitext.records.answered import QueryAnswer
from logitext.records.calibration import Calibration
from logitext.records.comparison import EvaluationComparison
from logitext.records.cover import Cover
from logitext.records.drift import Drift
from logitext.records.evaluation import Evaluation
from logitext.records.result import Result
from logitext.records.search import Search
from logitext.records.shown import Shown
from logitext.records.tests import TestReport
from logitext.report import forecast, queries, search, text
from logitext.report.cover.text import text as cover
from logitext.report.evaluation.calibration import render as calibration
from logitext.report.evaluation.comparison import render as comparison
from logitext.report.evaluation.drift import render as drift
from logitext.report.evaluation.text import render as evaluation
from logitext.report.testing.text import render as tests


def render(record: Shown) -> RenderableType:
    """The record, with the policy's words where that is at hand."""
    match record:
        case Result():
            return _result(record)
        case Search():
            return search.render(record)
        case Cover():
            return cover(record)
        case Calibration():
            return calibration(record)
        case Drift():
            return drift(record)
        case EvaluationComparison():
            return comparison(record)
        case Evaluation():
            return evaluation(record)
        case Forecast():
            return forecast.render(record)
        case TestReport():
            return tests(record)
        case QueryAnswer():
            policy = known_at(record.path)
            if policy is not None and not isinstance(record.outcome, Result):
                return queries.renderer(policy)(record)
            return render(record.outcome)
    raise AssertionError(type(record))


def _result(result: Result) -> RenderableType:
    policy = known(result.policy.sha256)
    if policy is None or not result.verdicts.keys() <= policy.verdicts.keys():
        return text.render_alone(result)
    return text.render(result, policy)
