"""The protocol of theories, which answer the clauses of a policy.

A theory is a class with a name and one coroutine, :meth:`Theory.answer`. It may be a language model, a person, a
pattern or a file. It sees questions and texts, never the logic. The engine sees answers, never how they came about, and
it trusts nothing that comes back: see :mod:`logitext.theory.validation`.
"""

from __future__ import annotations

from logitext.theory.protocol.answer import (
    FALSE,
    TRUE,
    UNKNOWN,
    Answer,
    Failure,
    Outdated,
    Refusal,
    Retract,
    Stop,
    Unknown,
    Value,
    is_shared,
    shared,
    value_with,
)
from logitext.theory.protocol.price import Price, Thresholds
from logitext.theory.protocol.question import Question, Texts
from logitext.theory.protocol.reply import Reply
from logitext.theory.protocol.theory import Theory
from logitext.theory.protocol.usage import Estimate, Usage

__all__ = [
    "FALSE",
    "TRUE",
    "UNKNOWN",
    "Answer",
    "Estimate",
    "Failure",
    "Outdated",
    "Price",
    "Question",
    "Refusal",
    "Reply",
    "Retract",
    "Stop",
    "Texts",
    "Theory",
    "Thresholds",
    "Unknown",
    "Usage",
    "Value",
    "is_shared",
    "shared",
    "value_with",
]
