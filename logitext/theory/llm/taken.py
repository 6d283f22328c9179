"""What a server that decides does not take, as its refusal says: more questions in a call, or options of a question."""

from __future__ import annotations

import re

from logitext.theory.llm.faults import ModelError

_NOT_TAKEN = (400, 413, 415, 422)
"""Statuses by which a server says that it does not take a request as it is."""

_TOO_LONG = re.compile(r"context|too (?:long|large|many tokens)|\d tokens", re.IGNORECASE)
"""What no splitting of questions helps against, unless it is a question that is too long."""

_QUESTION_TOO_LONG = re.compile(
    r"\b(?:questions?|options?|criteria)\b(?!.*\b(?:state|context|input|prompt)\b)", re.IGNORECASE
)

_OPTIONS = re.compile(r"option|choice|criteria|label|level", re.IGNORECASE)

_MOST = re.compile(
    r"(?:at most|up to|no more than|(?:max(?:imum)?|limit)(?:[ _][a-z_]+)?(?: is| of|:| =)?"
    r"|\d(?: to | and |-|–| > )|<=|≤)"
    r"\s*(\d{1,4})\b",
    re.IGNORECASE,
)


def may_be_split(error: ModelError) -> bool:
    """Whether fewer questions in a call, or other ones, may be taken where these are refused."""
    said = str(error)
    return error.status in _NOT_TAKEN and (not _TOO_LONG.search(said) or bool(_QUESTION_TOO_LONG.search(said)))


def most_questions(refused: ModelError, sent: int) -> int | None:
    """How many questions a server takes in a call, as its refusal of more says; None where it does not say.

    >>> most_questions(ModelError("bad request", "status 400: at most 64 questions per request, got 80"), 80)
    64
    >>> most_questions(ModelError("bad request", "status 400: Invalid 'questions': expected 1 to 32 items"), 80)
    32
    >>> most_questions(ModelError("bad request", "status 400: question `a` is empty"), 80)
    """
    said = str(refused)
    return _number(said, sent) if "question" in said.lower() and not _OPTIONS.search(said) else None


def most_options(refused: ModelError, sent: int) -> int | None:
    """How many options of a question a server takes, as its refusal of more says; None where it does not say.

    >>> most_options(ModelError("bad request", "status 400: a choice takes no more than 26 options"), 30)
    26
    >>> most_options(ModelError("bad request", "status 413: too many choice options for 'tone' (101 > 100)"), 101)
    100
    """
    said = str(refused)
    most = _number(said, sent + 1) if _OPTIONS.search(said) else None
    return most if most is not None and most > 1 else None


def _number(said: str, below: int) -> int | None:
    return next((most for one in _MOST.finditer(said) if 0 < (most := int(one[1])) < below), None)
