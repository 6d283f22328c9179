"""The theory `pattern`."""

from __future__ import annotations

import asyncio

import pytest

from logitext.policy.sorts import INT
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.theory import Answer, Failure, Pattern, Question, Texts, Unknown, Value
from logitext.theory.validation import ask

TEXTS = Texts({"post": "He said: you IDIOT!\nSorry.", "reply": "calm down"})


def judged(match: tuple[str, ...] = (), reject: tuple[str, ...] = (), about: tuple[str, ...] = ("post",)) -> Answer:
    question = Question(
        "rude",
        "rude",
        "is rude",
        texts=about,
        match=tuple(Regex(text, "i", Span(0, 0)) for text in match),
        reject=tuple(Regex(text, "i", Span(0, 0)) for text in reject),
    )
    return asyncio.run(ask(Pattern(), [question], TEXTS)).answers["rude"]


@pytest.mark.parametrize(
    ("match", "reject", "wanted"),
    [
        ((r"\bidiot\b",), (), Value(True, quote="IDIOT")),
        (("fool", "idiot"), (), Value(True, quote="IDIOT")),
        (("sorry", "idiot"), (), Value(True, quote="IDIOT")),  # the first in the text, not in the policy
        ((), ("sorry",), Value(False, quote="Sorry")),
        (("fool",), ("sorry",), Value(False, quote="Sorry")),
        (("idiot",), ("sorry",), Unknown("both `match` and `reject` fit")),
        (("fool",), ("never",), Unknown("no pattern fits")),
        ((), (), Unknown("no pattern")),
        (("x*",), (), Value(True)),  # what fits is empty, so it is no quotation
        ((r"!\s+sorry",), (), Value(True, quote="!\nSorry")),
    ],
    ids=str,
)
def test_what_patterns_say(match: tuple[str, ...], reject: tuple[str, ...], wanted: Answer) -> None:
    assert judged(match, reject) == wanted


def test_only_the_questions_own_texts_count() -> None:
    assert judged(("calm",)) == Unknown("no pattern fits")
    assert judged(("calm",), about=("post", "reply")) == Value(True, quote="calm")
    assert judged(("calm",), about=("reply", "absent")) == Value(True, quote="calm")
    assert judged(("calm",), about=()) == Unknown("no pattern fits")


def test_only_boolean_clauses_have_patterns() -> None:
    question = Question("n", "n", "how many", INT, texts=("post",), match=(Regex("idiot", "i", Span(0, 0)),))
    assert asyncio.run(ask(Pattern(), [question], TEXTS)).answers["n"] == Unknown("no pattern")


def test_a_wrong_pattern_is_a_failure_of_its_own_question() -> None:
    answer = judged(("idiot", "(?=x)"))
    assert isinstance(answer, Failure)
    assert answer.reason.startswith("a pattern of `rude` cannot be used: look-ahead")


def test_it_is_free_and_needs_texts() -> None:
    assert Pattern().name == "pattern"
    assert Pattern().price.free
    assert Pattern().needs_texts
