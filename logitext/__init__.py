"""Logitext: policies that are partly logic and partly judgement.

`load` or `loads` a policy, then `Policy.check` texts; see :mod:`logitext.api`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_names

if TYPE_CHECKING:
    from logitext import theory
    from logitext.api import CoverOptions, Files, Options, Policy, SearchOptions, compare, fmt, lint, load, loads
    from logitext.check.forecast import Forecast, ForecastCall
    from logitext.reading.document import read
    from logitext.records.answered import QueryAnswer
    from logitext.records.calibration import Calibration
    from logitext.records.comparison import EvaluationComparison
    from logitext.records.cover import Cover, GoalRecord, InfeasibleRecord, TextLine
    from logitext.records.drift import Drift, VerdictDrift
    from logitext.records.evaluation import Evaluation
    from logitext.records.explanation import Explanation
    from logitext.records.frozen import SpanRecord
    from logitext.records.probability import Carrier, Further, ValueChance, VerdictChances
    from logitext.records.result import (
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
    from logitext.records.run import RunSummary
    from logitext.records.search import AttemptRecord, NoGoodRecord, Search, SearchUsage, UnmetRecord
    from logitext.records.tests import (
        CaseUpdate,
        Coverage,
        CoverageGoal,
        ExpectationRecord,
        Mutant,
        Mutation,
        TestRecord,
        TestReport,
    )
    from logitext.syntax.diagnostics import (
        ArgumentError,
        Diagnostic,
        InputError,
        LogitextError,
        PolicyError,
        Severity,
        TheoryError,
    )
    from logitext.verify.difference import Difference
    from logitext.version import __version__

__all__ = [
    "ArgumentError",
    "AttemptRecord",
    "Because",
    "Calibration",
    "Carrier",
    "CaseUpdate",
    "Conflicting",
    "Cover",
    "CoverOptions",
    "Coverage",
    "CoverageGoal",
    "Diagnostic",
    "Difference",
    "Drift",
    "Evaluation",
    "EvaluationComparison",
    "ExpectationRecord",
    "Explanation",
    "Files",
    "Forecast",
    "ForecastCall",
    "Further",
    "GoalRecord",
    "InfeasibleRecord",
    "InputError",
    "LogitextError",
    "Mutant",
    "Mutation",
    "NoGoodRecord",
    "Open",
    "Options",
    "Policy",
    "PolicyError",
    "PolicyRecord",
    "QueryAnswer",
    "Repaired",
    "Result",
    "RunSummary",
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
    "ValueChance",
    "VerdictChances",
    "VerdictDrift",
    "VerdictRecord",
    "__version__",
    "compare",
    "fmt",
    "lint",
    "load",
    "loads",
    "read",
    "theory",
]

__getattr__, __dir__ = late_names(
    __name__,
    {
        "logitext": ("theory",),
        "logitext.api": (
            "CoverOptions",
            "Files",
            "Options",
            "Policy",
            "SearchOptions",
            "compare",
            "fmt",
            "lint",
            "load",
            "loads",
        ),
        "logitext.records.answered": ("QueryAnswer",),
        "logitext.records.calibration": ("Calibration",),
        "logitext.records.comparison": ("EvaluationComparison",),
        "logitext.records.cover": ("Cover", "GoalRecord", "InfeasibleRecord", "TextLine"),
        "logitext.records.drift": ("Drift", "VerdictDrift"),
        "logitext.records.evaluation": ("Evaluation",),
        "logitext.records.explanation": ("Explanation",),
        "logitext.check.forecast": ("Forecast", "ForecastCall"),
        "logitext.records.frozen": ("SpanRecord",),
        "logitext.records.result": (
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
        "logitext.records.probability": ("Carrier", "Further", "ValueChance", "VerdictChances"),
        "logitext.records.run": ("RunSummary",),
        "logitext.records.search": ("AttemptRecord", "NoGoodRecord", "Search", "SearchUsage", "UnmetRecord"),
        "logitext.records.tests": (
            "CaseUpdate",
            "Coverage",
            "CoverageGoal",
            "ExpectationRecord",
            "Mutant",
            "Mutation",
            "TestRecord",
            "TestReport",
        ),
        "logitext.verify.difference": ("Difference",),
        "logitext.reading.document": ("read",),
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
