"""Any record that `print` shows, as the command that makes it prints it."""

from __future__ import annotations

from rich.console import RenderableType

from logitext.engine.answered import Answered
from logitext.engine.cover.records import Cover
from logitext.engine.forecast import Forecast
from logitext.engine.result import Result
from logitext.engine.search.records import Search
from logitext.engine.shown import Shown
from logitext.engine.testing import TestReport
from logitext.policy.known import known, known_at
from logitext.report import forecast, queries, search, tests, text
from logitext.report.cover.text import text as cover


def render(record: Shown) -> RenderableType:
    """The record, with the policy's words where that is at hand."""
    match record:
        case Result():
            return _result(record)
        case Search():
            return search.render(record)
        case Cover():
            return cover(record)
        case Forecast():
            return forecast.render(record)
        case TestReport():
            return tests.render(record)
        case Answered():
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
