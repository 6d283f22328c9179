"""Answers to count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from logitext.policy.sorts import Value
from logitext.theory.priors.store import AnswerCounts, counts, learn
from logitext.theory.priors.subject import PriorsSubject, Subject, document, subject
from logitext.theory.priors.tally import LearningOutcome, PriorsTally

MODEL = PriorsSubject("openai", "1", "small", "1")


def clause(name: str = "rude", wording: str = "is rude", sort: Any = "Bool", **others: Any) -> Subject:
    return subject({"name": name, "wording": wording, "sort": sort, **others})


def tally(*values: Value, of: Subject | None = None, asked: PriorsSubject = MODEL, start: int = 0) -> PriorsTally:
    """The answers to a clause in as many documents."""
    found = PriorsTally()
    for number, value in enumerate(values, start):
        found.add(asked, of or clause(), document([str(number)]), value)
    return found


def learned(path: Path, *values: Value, collection: str = "default", **others: Any) -> LearningOutcome:
    return learn(path, tally(*values, **others), collection)


def only(path: Path) -> AnswerCounts:
    """The one clause in a file."""
    (one,) = counts(path)
    return one
