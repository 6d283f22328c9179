"""Answers that are read many at a time say what each of them says by itself."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal
from typing import Any

import pytest

from logitext.policy.sorts import BOOL
from logitext.theory.llm.cache.row import answer_at_a_glance, with_probabilities
from logitext.theory.one_answer import checked_answer, truths
from logitext.theory.protocol import FALSE, TRUE, Question, Theory, Thresholds, Unknown, Value, value_with

BOUNDS = Thresholds(0.25, 0.75)
PROBABILITIES = (None, 0.0, -0.0, 0.25, 0.2500001, 0.5, 0.7499999, 0.75, 1.0, 1.0000001, -0.1, math.nan, 1, True, "1")
ODD: tuple[Any, ...] = (
    Value(True, quote="q"),
    Value(True, 0.9, quote="q"),
    Value(True, by="another"),
    Value(False, quote_dropped=True),
    Value(True, Decimal(1)),  # type: ignore[arg-type]  # a theory may return anything
    Value("true"),
    Value(1),
    Value(None),
    Unknown(),
    None,
    True,
)
GIVEN = [
    TRUE,
    FALSE,
    *[Value(value, one) for value in (True, False, None) for one in PROBABILITIES],  # type: ignore[arg-type]
    *ODD,
]


@pytest.mark.parametrize("given", GIVEN, ids=[f"{number} {one!r}" for number, one in enumerate(GIVEN)])
def test_truths_are_those_of_answers_that_stay_as_they_are(given: Any) -> None:
    theory = Theory()
    theory.thresholds = BOUNDS
    alone = checked_answer(theory, Question("q", "rude", "is rude"), given)
    several = truths([TRUE, given, FALSE], [(BOUNDS.false, BOUNDS.true)] * 3)
    if several is not None:
        assert alone is given
        assert several == [True, alone.value, False]
    # What a model usually says is not left to the slow way.
    usual = isinstance(given, Value) and isinstance(given.value, bool) and not (given.quote or given.by)
    if usual and not given.quote_dropped and type(given.probability) in (float, type(None)):
        assert (several is not None) == (alone is given)


def test_each_answer_has_its_own_bounds() -> None:
    answers = [Value(True, 0.6), Value(True, 0.6)]
    assert truths(answers, [(0.1, 0.5), (0.1, 0.6)]) == [True, True]
    assert truths(answers, [(0.1, 0.5), (0.1, 0.7)]) is None


def test_a_value_that_is_made_quickly_is_like_any_other() -> None:
    made, usual = value_with(False, 0.125), Value(False, 0.125)
    assert (made, repr(made), hash(made)) == (usual, repr(usual), hash(usual))
    assert (made.quote, made.quote_dropped, made.by) == (None, False, None)


def test_answers_with_probabilities_are_read_as_each_is_alone() -> None:
    values = (True, False, None, 1, "true")
    chances = (0.0, 0.5, 1.0, 1, True, 1.5, -0.5, math.nan, None)
    good = {"value": True, "probability": 0.9}
    pairs: list[dict[str, Any]] = [{"value": v, "probability": p} for v, p in itertools.product(values, chances)]
    more: list[Any] = [{"value": True}, {"probability": 0.5}, {**good, "quote": "q"}, {"value": True, "x": 0.5}, [], 3]
    for data in [*pairs, *more]:
        several = with_probabilities([good, data], 2)
        if several is not None:
            assert several == (Value(True, 0.9), answer_at_a_glance(data, BOOL))
        usual = data in pairs and data["value"] in (True, False, None) and type(data["value"]) is not int
        if usual and type(data["probability"]) is float and 0 <= data["probability"] <= 1:
            assert several is not None
    assert with_probabilities([good], 2) is None
    assert with_probabilities([good, good], 1) is None
    assert with_probabilities({"value": True}, 1) is None
