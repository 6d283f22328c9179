"""A plan as a page: what a document is expected to take, the decision tree, and every clause with its whole wording."""

from __future__ import annotations

from collections.abc import Iterator

from logitext.records.plan import PlanOutline
from logitext.report.drawing.picture import picture
from logitext.report.pages.template import fill
from logitext.report.plan.formats import PLAN_FORMATS
from logitext.report.plan.view import PlanView
from logitext.report.plan.words import amount, percent

_WAYS = {"plan": "As planned", "in file order": "In file order", "everything": "Everything at once"}


@PLAN_FORMATS.of_file
def render(view: PlanView) -> str:
    """The page of a plan that has a tree."""
    plan, policy = view.plan, view.policy
    return fill(
        "picture.html",
        view.diagram.title,
        summary=list(_costs(plan)),
        scene=picture(view.diagram),
        table={
            "title": "Clauses",
            "heads": ("name", "wording", "asked of"),
            "rows": [
                (one.clause, policy.clauses[one.clause].wording, _asked(one.asked, one.matters))
                for one in plan.clauses
                if one.clause in policy.clauses
            ],
        },
        policy=plan.policy,
    )


def _costs(plan: PlanOutline) -> Iterator[str]:
    for one in plan.costs:
        questions, rounds = amount(one.questions), amount(one.rounds)
        of = "question" if questions == "1" else "questions"
        yield f"{_WAYS[one.way]}: {questions} {of} a document, in {rounds} {'round' if rounds == '1' else 'rounds'}."


def _asked(asked: float | None, matters: bool | None) -> str:
    if matters is False:
        return "no document: it can never matter"
    return "not known" if asked is None else f"{percent(asked)} of documents" if asked else "no document"
