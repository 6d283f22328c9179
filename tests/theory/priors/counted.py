"""Answers to count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from logitext.policy.sorts import Value
from logitext.theory.priors.store import Counts, counts, learn
from logitext.theory.priors.subject import Asked, Subject, document, subject
from logitext.theory.priors.tally import Learnt, Tally

MODEL = Asked("openai", "1", "small", "1")


def clause(name: str = "rude", wording: str = "is rude", sort: Any = "Bool", **others: Any) -> Subject:
    return subject({"name": name, "wording": wording, "sort": sort, **others})


def tally(*values: Value, of: Subject | None = None, asked: Asked = MODEL, start: int = 0) -> Tally:
    """The answers to a clause in as many documents."""
    found = Tally()
    for number, value in enumerate(values, start):
        found.add(asked, of or clause(), document([str(number)]), value)
    return found


def learned(path: Path, *values: Value, collection: str = "default", **others: Any) -> Learnt:
    return learn(path, tally(*values, **others), collection)


def only(path: Path) -> Counts:
    """The one clause in a file."""
    (one,) = counts(path)
    return one
