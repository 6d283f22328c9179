"""A cover as one page that needs nothing else: the matrix, the texts, the goals, and what no text can meet."""

from __future__ import annotations

from collections.abc import Mapping

from logitext.policy.sorts import show
from logitext.records.cover import Cover, TextLine
from logitext.report.cover.formats import COVER_FORMATS
from logitext.report.cover.matrix import matrix
from logitext.report.cover.view import CoverView
from logitext.report.pages.template import fill
from logitext.report.search import usage


@COVER_FORMATS.of_file
def render(view: CoverView) -> str:
    """The page."""
    cover, policy = view.cover, view.policy
    what = cover.formula if cover.formula is not None else ", ".join(cover.verdicts)
    return fill(
        "cover.html",
        f"{what} by {cover.criterion}",
        cover=cover,
        summary=_summary(cover),
        matrix=matrix(cover),
        texts=[_text(one) for one in cover.texts],
        met=[one for one in cover.goals if one.text is not None],
        clauses=[(name, policy.clauses[name].wording if name in policy.clauses else "") for name in cover.clauses],
        usage=usage(cover.usage),
    )


def _summary(cover: Cover) -> str:
    line = f"{cover.realised} of {cover.feasible} feasible goals are covered by {len(cover.texts)} texts"
    if cover.infeasible:
        line += f"; {len(cover.infeasible)} more are ruled out by logic alone"
    return line + (f" ({cover.detail})" if cover.detail else "") + "."


def _text(one: TextLine) -> Mapping[str, object]:
    """A row of the table: the texts, each with its name where there are several, and what was found."""
    several = len(one.texts) > 1
    written = [(name if several else "", text) for name, text in one.texts.items()]
    holds = [
        name if value is True else f"{name} is {_value(value)}"
        for name, value in {**one.facts, **one.answers}.items()
        if value is not False
    ]
    return {
        "number": one.text,
        "texts": written or [("", one.label or "")],
        "holds": ", ".join(holds),
        "verdicts": ", ".join(f"{name}: {_value(value)}" for name, value in one.verdicts.items()),
        "conflict": one.conflict,
    }


def _value(value: object) -> str:
    return "undetermined" if value is None else value if isinstance(value, str) else show(value)
