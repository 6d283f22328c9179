"""Theories: who answers the clauses of a policy.

>>> from logitext import theory
>>> theory.Chain(theory.Pattern(), theory.Answers({"rude": True})).name
'pattern,answers'

To write one, subclass :class:`Theory` and define `answer`; see :mod:`logitext.theory.protocol`.
"""

from __future__ import annotations

from logitext.theory.answers import Answers
from logitext.theory.ask import Ask
from logitext.theory.chain import Chain
from logitext.theory.files.answers_file import load_answers
from logitext.theory.function import Function
from logitext.theory.llm.prices import ModelPrice
from logitext.theory.llm.theory import OpenAI
from logitext.theory.mocking.mock import Mock, MockExhaustedError, load_mock
from logitext.theory.pattern import Pattern
from logitext.theory.protocol import (
    Answer,
    Estimate,
    Failure,
    Price,
    Question,
    Refusal,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Usage,
    Value,
)
from logitext.theory.recording.recorder import Recorder
from logitext.theory.recording.replay import Replay
from logitext.theory.spec import from_spec

__all__ = [
    "Answer",
    "Answers",
    "Ask",
    "Chain",
    "Estimate",
    "Failure",
    "Function",
    "Mock",
    "MockExhaustedError",
    "ModelPrice",
    "OpenAI",
    "Pattern",
    "Price",
    "Question",
    "Recorder",
    "Refusal",
    "Replay",
    "Reply",
    "Retract",
    "Stop",
    "Texts",
    "Theory",
    "Thresholds",
    "Unknown",
    "Usage",
    "Value",
    "from_spec",
    "load_answers",
    "load_mock",
]
