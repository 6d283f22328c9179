"""A document of a review as HTML: what is asked about it, and what is known so far."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from logitext.policy.model import Clause
from logitext.policy.sorts import BOOL, Enumeration
from logitext.report.decision.states import words_of
from logitext.report.decision.view import view
from logitext.report.pages.template import fill
from logitext.serve.review.queue import ReviewItem

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """An answer that somebody may choose: its value, its words, and the key that chooses it."""

    value: str
    words: str
    key: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question; without choices its answer is written, and `expected` says what is expected."""

    clause: str
    asks: str
    sentence: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    choices: tuple[AnswerChoice, ...]
    sort: str
    expected: str


def shown(item: ReviewItem | None, answers: str, total: int) -> str:
    """The document; None: nothing waits any more. `answers` is the name of the file where answers are kept."""
    if item is None:
        return fill("done.html", "", folder=FOLDER, answers=answers, total=total)
    clauses = {one.name: one for one in item.asked}
    seen = view(item.policy, item.result, item.entry.texts)
    wordings = {one.name: one for one in seen.clauses}
    said = [
        (
            name,
            wordings[name].wording if name in wordings else "",
            "not known" if value is None else words_of(value, None),
        )
        for name, value in item.said.items()
    ]
    questions = [_question(one) for one in clauses.values()]
    return fill("item.html", "", folder=FOLDER, item=item, view=seen, questions=questions, said=said, answers=answers)


def _question(clause: Clause) -> ShownQuestion:
    return ShownQuestion(
        clause.name,
        clause.ask or clause.wording,
        clause.sentence,
        clause.yes,
        clause.no,
        _choices(clause),
        str(clause.sort),
        _EXPECTED.get(str(clause.sort), "a text"),
    )


_EXPECTED = {"Int": "a whole number", "Real": "a number", "Date": "a date, as 2026-11-30"}


def _choices(clause: Clause) -> tuple[AnswerChoice, ...]:
    if clause.sort == BOOL:
        return (AnswerChoice("true", "yes", "y"), AnswerChoice("false", "no", "n"))
    if isinstance(clause.sort, Enumeration):
        labels = clause.sort.labels
        return tuple([AnswerChoice(one, one, str(place) if place < 10 else "") for place, one in enumerate(labels, 1)])
    return ()
