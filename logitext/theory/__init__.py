"""Theories: who answers the clauses of a policy.

>>> from logitext import theory
>>> theory.Chain(theory.Pattern(), theory.Answers({"rude": True})).name
'pattern,answers'

To write one, subclass :class:`Theory` and define `answer`; see :mod:`logitext.theory.protocol`. Writers, who propose
texts, are in :mod:`logitext.theory.writing.protocol`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.late import late_names

if TYPE_CHECKING:
    from logitext.theory.answers import Answers
    from logitext.theory.ask import Ask
    from logitext.theory.chain import Chain
    from logitext.theory.files.answers_file import load_answers
    from logitext.theory.function import Function
    from logitext.theory.learned.theory import Learned
    from logitext.theory.llm.prices import ModelPrice
    from logitext.theory.llm.theory import OpenAI
    from logitext.theory.llm.writer import OpenAIWriter
    from logitext.theory.mocking.mock import Mock, MockExhaustedError, load_mock
    from logitext.theory.pattern import Pattern
    from logitext.theory.protocol import (
        Answer,
        Estimate,
        Failure,
        Outdated,
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
    from logitext.theory.writing.compose import Compose
    from logitext.theory.writing.mock import MockWriter, load_writer
    from logitext.theory.writing.person import Person
    from logitext.theory.writing.protocol import Demand, Goal, Miss, Proposals, TextWanted, Unmet, Writer
    from logitext.theory.writing.spec import writer_of

__all__ = [
    "Answer",
    "Answers",
    "Ask",
    "Chain",
    "Compose",
    "Demand",
    "Estimate",
    "Failure",
    "Function",
    "Goal",
    "Learned",
    "Miss",
    "Mock",
    "MockExhaustedError",
    "MockWriter",
    "ModelPrice",
    "OpenAI",
    "OpenAIWriter",
    "Outdated",
    "Pattern",
    "Person",
    "Price",
    "Proposals",
    "Question",
    "Recorder",
    "Refusal",
    "Replay",
    "Reply",
    "Retract",
    "Stop",
    "TextWanted",
    "Texts",
    "Theory",
    "Thresholds",
    "Unknown",
    "Unmet",
    "Usage",
    "Value",
    "Writer",
    "from_spec",
    "load_answers",
    "load_mock",
    "load_writer",
    "writer_of",
]

__getattr__, __dir__ = late_names(
    __name__,
    {
        "logitext.theory.answers": ("Answers",),
        "logitext.theory.ask": ("Ask",),
        "logitext.theory.chain": ("Chain",),
        "logitext.theory.files.answers_file": ("load_answers",),
        "logitext.theory.function": ("Function",),
        "logitext.theory.learned.theory": ("Learned",),
        "logitext.theory.llm.prices": ("ModelPrice",),
        "logitext.theory.llm.theory": ("OpenAI",),
        "logitext.theory.llm.writer": ("OpenAIWriter",),
        "logitext.theory.mocking.mock": (
            "Mock",
            "MockExhaustedError",
            "load_mock",
        ),
        "logitext.theory.pattern": ("Pattern",),
        "logitext.theory.protocol": (
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
        ),
        "logitext.theory.recording.recorder": ("Recorder",),
        "logitext.theory.recording.replay": ("Replay",),
        "logitext.theory.spec": ("from_spec",),
        "logitext.theory.writing.compose": ("Compose",),
        "logitext.theory.writing.mock": (
            "MockWriter",
            "load_writer",
        ),
        "logitext.theory.writing.person": ("Person",),
        "logitext.theory.writing.protocol": (
            "Demand",
            "Goal",
            "Miss",
            "Proposals",
            "TextWanted",
            "Unmet",
            "Writer",
        ),
        "logitext.theory.writing.spec": ("writer_of",),
    },
)
