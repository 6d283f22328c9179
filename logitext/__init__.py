"""Logitext: policies that are partly logic and partly judgement.

`load` or `loads` a policy, then `Policy.check` texts; see :mod:`logitext.api`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_names

if TYPE_CHECKING:
    from logitext import theory
    from logitext.api import Options, Policy, load, loads
    from logitext.engine.answered import Answered
    from logitext.engine.cover.records import Cover, GoalRecord, InfeasibleRecord, TextLine
    from logitext.engine.explain.records import Explanation
    from logitext.engine.forecast import Forecast, ForecastCall
    from logitext.engine.frozen import SpanRecord
    from logitext.engine.result import (
        Because,
        Conflicting,
        Open,
        PolicyRecord,
        Repaired,
        Result,
        TextRecord,
        TheoryUsage,
        UsageRecord,
        VerdictRecord,
    )
    from logitext.engine.search.records import AttemptRecord, LemmaRecord, Search, SearchUsage, UnmetRecord
    from logitext.engine.testing import ExpectationRecord, TestRecord, TestReport
    from logitext.engine.verify import Difference
    from logitext.reading.document import read
    from logitext.searches import CoverOptions, SearchOptions
    from logitext.syntax.diagnostics import (
        ArgumentError,
        Diagnostic,
        InputError,
        LogitextError,
        PolicyError,
        Severity,
        TheoryError,
    )
    from logitext.version import __version__

__all__ = [
    "Answered",
    "ArgumentError",
    "AttemptRecord",
    "Because",
    "Conflicting",
    "Cover",
    "CoverOptions",
    "Diagnostic",
    "Difference",
    "ExpectationRecord",
    "Explanation",
    "Forecast",
    "ForecastCall",
    "GoalRecord",
    "InfeasibleRecord",
    "InputError",
    "LemmaRecord",
    "LogitextError",
    "Open",
    "Options",
    "Policy",
    "PolicyError",
    "PolicyRecord",
    "Repaired",
    "Result",
    "Search",
    "SearchOptions",
    "SearchUsage",
    "Severity",
    "SpanRecord",
    "TestRecord",
    "TestReport",
    "TextLine",
    "TextRecord",
    "TheoryError",
    "TheoryUsage",
    "UnmetRecord",
    "UsageRecord",
    "VerdictRecord",
    "__version__",
    "load",
    "loads",
    "read",
    "theory",
]

__getattr__, __dir__ = late_names(
    __name__,
    {
        "logitext": ("theory",),
        "logitext.api": ("Options", "Policy", "load", "loads"),
        "logitext.engine.answered": ("Answered",),
        "logitext.engine.cover.records": ("Cover", "GoalRecord", "InfeasibleRecord", "TextLine"),
        "logitext.engine.explain.records": ("Explanation",),
        "logitext.engine.forecast": ("Forecast", "ForecastCall"),
        "logitext.engine.frozen": ("SpanRecord",),
        "logitext.engine.result": (
            "Because",
            "Conflicting",
            "Open",
            "PolicyRecord",
            "Repaired",
            "Result",
            "TextRecord",
            "TheoryUsage",
            "UsageRecord",
            "VerdictRecord",
        ),
        "logitext.engine.search.records": ("AttemptRecord", "LemmaRecord", "Search", "SearchUsage", "UnmetRecord"),
        "logitext.engine.testing": ("ExpectationRecord", "TestRecord", "TestReport"),
        "logitext.engine.verify": ("Difference",),
        "logitext.reading.document": ("read",),
        "logitext.searches": ("CoverOptions", "SearchOptions"),
        "logitext.syntax.diagnostics": (
            "ArgumentError",
            "Diagnostic",
            "InputError",
            "LogitextError",
            "PolicyError",
            "Severity",
            "TheoryError",
        ),
        "logitext.version": ("__version__",),
    },
)
