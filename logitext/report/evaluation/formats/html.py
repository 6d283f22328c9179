"""An evaluation as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from logitext.records.evaluation import Evaluation, VerdictScore
from logitext.report.evaluation import words
from logitext.report.evaluation.charts import COLOURS, coverages, harm, mark, reliabilities, shares
from logitext.report.evaluation.formats import EVALUATION_FORMATS
from logitext.report.evaluation.view import EvaluationView
from logitext.report.pages.template import fill

_SHOWN = 100
"""As many cases are shown."""


@EVALUATION_FORMATS.of_file
def page(view: EvaluationView) -> str:
    """The page."""
    one = view.evaluation
    records = {record.case: record for record in one.records}
    return fill(
        "evaluation.html",
        f"{one.policy.path}: how often it is right",
        summary=f"{words.count(one.cases, 'case')}, answered by {words.asked(one)}.",
        lines=[line for name, score in one.verdicts.items() for line in _lines(name, score)] + _left_out(one),
        shares=shares(one),
        verdicts=[{"name": name, "rows": _rows(score)} for name, score in one.verdicts.items()],
        harm=harm(one.clauses),
        colours=[(mark(colour), what) for colour, what in COLOURS],
        clause_heads=words.clause_heads(one),
        clauses=words.clause_rows(one),
        reliabilities=reliabilities(one),
        coverages=coverages(one),
        cases=[(case, *words.verdict_of(records[case], name)) for case, name in one.instructive[:_SHOWN]],
        more=max(0, len(one.instructive) - _SHOWN),
        spent=words.spent(one),
        policy=one.policy,
    )


def _lines(name: str, score: VerdictScore) -> list[Mapping[str, object]]:
    accuracy = "; ".join(f"{what} {figure}" for what, figure in words.headlines(score))
    found: list[Mapping[str, object]] = [{"text": f"{name}: {words.outcomes(score)}; {accuracy}.", "bad": False}]
    warned = [words.against(score), *words.lacking(score)]
    return found + [{"text": f"{name}: {line}.", "bad": True} for line in warned if line is not None]


def _left_out(one: Evaluation) -> list[Mapping[str, object]]:
    line = words.left_out(one)
    return [] if line is None else [{"text": f"{line}.", "bad": True}]


def _rows(score: VerdictScore) -> list[Mapping[str, object]]:
    return [
        {
            "value": words.value(value.value),
            "labelled": value.labelled,
            "undetermined": value.undetermined,
            "precision": words.of(value.precision),
            "recall": words.of(value.recall),
        }
        for value in score.values
        if value.labelled or value.precision.of
    ]
