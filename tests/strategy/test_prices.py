"""What asking costs: declared, expected of the prompts, or measured; and planners that share it."""

from __future__ import annotations

import gc
import math
from collections.abc import Sequence

import pytest

import logitext
from logitext import theory
from logitext.logic.program import Program
from logitext.strategy.pace import TheoryPace, pace, saw
from logitext.strategy.planning import Planning
from logitext.strategy.plans import MAX_PLANNERS, planner
from logitext.strategy.rates import CallRates, rates
from logitext.theory.protocol import Price, Question, Texts, Theory
from logitext.trail.questions import questions

POLICY = logitext.loads("{{text t}} {{let a = [[a]] cost 3 let b = [[b]] let c = [[c]] verdict v = a and b or c}}")
QUESTIONS = tuple(questions(POLICY.checked).values())
TEXTS = Texts({"t": "A text."})


class Told(Theory):
    """A theory that says what a call costs."""

    price = Price(call=1, question=2)
    seconds = Price(call=4, question=0.5)

    def __init__(self, told: Price | None = None) -> None:
        self._told = told

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price | None:
        return self._told


# --- rates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minimise", "told", "expected"),
    [
        ("questions", None, (0.0, 1.0)),
        ("cost", None, (1.0, 2.0)),
        ("cost", Price(9, 3), (9.0, 3.0)),
        ("cost", Price(math.nan, 3), (1.0, 2.0)),
        ("cost", Price(1, math.inf), (1.0, 2.0)),
        ("cost", Price(-1, 3), (1.0, 2.0)),
        ("latency", Price(9, 3), (4.0, 0.5)),
        ("mixed", Price(9, 3), (9.004, 3.0005)),
    ],
)
def test_what_is_to_be_least_decides_what_counts(minimise: str, told: Price | None, expected: CallRates) -> None:
    found = rates(Told(told), QUESTIONS, TEXTS, minimise)  # type: ignore[arg-type]
    assert found[:2] == pytest.approx(expected)
    assert found.again is None


@pytest.mark.parametrize(
    ("minimise", "told", "expected"),
    [
        ("questions", Price(9, 3, 1), None),
        ("cost", Price(9, 3, 1), 1.0),
        ("cost", Price(9, 3, math.nan), None),
        ("cost", Price(9, 3, -1), None),
        ("latency", Price(9, 3, 1), None),
        ("mixed", Price(9, 3, 1), 1.004),
    ],
)
def test_a_further_call_may_cost_less(minimise: str, told: Price, expected: float | None) -> None:
    found = rates(Told(told), QUESTIONS, TEXTS, minimise)  # type: ignore[arg-type]
    assert found.again == (None if expected is None else pytest.approx(expected))


def test_rounds_are_planned_for_what_a_further_call_costs() -> None:
    """The first call is made however the clauses are put together."""
    assert CallRates(9, 3, 1.5).ratio == CallRates(1.5, 3).ratio == 0.5
    assert (CallRates(9, 3, 1.5).alone(asked=False), CallRates(9, 3, 1.5).alone(asked=True)) == (12, 4.5)
    assert CallRates(9, 3).alone(asked=True) == 12


@pytest.mark.parametrize(
    ("call", "question", "ratio"),
    [
        (0, 1, 0),
        (1, 1, 1),
        (3, 1, 4),
        (2.7, 1, 2),
        (100, 1, 128),
        (1e9, 1, 1024),
        (1, 0, 1024),
        (0, 0, 0),
        (0.05, 1, 0),
    ],
)
def test_the_ratio_is_a_power_of_two(call: float, question: float, ratio: float) -> None:
    assert CallRates(call, question).ratio == ratio


def test_a_model_costs_more_a_call_with_longer_texts_and_the_same_whatever_was_asked_before() -> None:
    model = theory.OpenAI("m", base_url="http://127.0.0.1:9/v1", api_key="k")
    short, long = (rates(model, QUESTIONS, Texts({"t": "x" * size}), "cost") for size in (10, 20_000))
    assert long.call > 5 * short.call > 0
    assert long.question == pytest.approx(short.question, rel=0.05)
    model.session.calibration("m").learn(1000, 500)
    assert rates(model, QUESTIONS, Texts({"t": "x" * 10}), "cost") == short


def test_money_counts_where_it_is_known() -> None:
    prices = {"m": theory.ModelPrice(input=1, output=10)}
    model = theory.OpenAI("m", base_url="http://127.0.0.1:9/v1", api_key="k", prices=prices)
    found = rates(model, QUESTIONS, TEXTS, "cost")
    assert 0 < found.call < 0.01
    assert 0 < found.question < 0.01


def test_a_further_call_costs_less_where_what_was_read_does_and_comes_first() -> None:
    def found(cached: float | None, **settings: object) -> CallRates:
        prices = {"m": theory.ModelPrice(input=1, output=10, cached=cached)}
        model = theory.OpenAI("m", base_url="http://127.0.0.1:9/v1", api_key="k", prices=prices, **settings)  # type: ignore[arg-type]
        return rates(model, QUESTIONS, Texts({"t": "x" * 9000}), "cost")

    usual, kept = found(0.1), found(0.1, prompt_order="texts")
    assert usual.again is None  # several clauses come before the text
    assert kept.again == pytest.approx(kept.call / 10)
    assert (kept.call, kept.question) == (usual.call, usual.question)
    assert kept.ratio < usual.ratio
    for dear in (None, 1.0, 2.0):
        assert found(dear, prompt_order="texts").again is None


class Counting(Theory):
    """One that has an answer to everything, and counts its calls."""

    price = Price(call=1, question=1)

    def __init__(self, again: float | None) -> None:
        self._again = again
        self.calls: list[int] = []

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price:
        return Price(64, 1, self._again)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> theory.Reply:
        self.calls.append(len(questions))
        return theory.Reply({question.id: theory.Value(True) for question in questions})


def test_where_a_further_call_is_cheap_fewer_clauses_are_asked() -> None:
    dear, cheap = Counting(None), Counting(0.0)
    for one in (dear, cheap):
        assert POLICY.check("A text.", theory=one).decided
    assert dear.calls == [3]
    assert len(cheap.calls) == sum(cheap.calls) < 3


# --- pace --------------------------------------------------------------------------------------------------------


def test_a_line_is_found_again() -> None:
    seen = TheoryPace()
    for number in (1, 3, 2, 8, 5, 1):
        seen.saw(number, 0.7 + 0.2 * number)
    found = seen.price(Price(1, 1))
    assert found.call == pytest.approx(0.7)
    assert found.question == pytest.approx(0.2)


def test_before_enough_was_seen_it_is_what_is_declared() -> None:
    seen = TheoryPace()
    for _ in range(3):
        seen.saw(2, 9.0)
    assert seen.price(Price(1, 0.5)) == Price(1, 0.5)


def test_calls_of_one_size_are_shared_out_as_declared() -> None:
    seen = TheoryPace()
    for _ in range(10):
        seen.saw(2, 6.0)
    found = seen.price(Price(call=1, question=0.5))
    assert found.call == pytest.approx(3.0)
    assert found.question == pytest.approx(1.5)


def test_nothing_is_less_than_nothing() -> None:
    seen = TheoryPace()
    for number, seconds in ((1, 5.0), (2, 4.0), (3, 3.0), (4, 2.0), (5, 1.0)):
        seen.saw(number, seconds)
    found = seen.price(Price())
    assert found.question == 0
    assert found.call >= 0


def test_each_theory_has_a_pace_of_its_own_which_ends_with_it() -> None:
    one, other = Told(), Told()
    for _ in range(6):
        saw(one, 1, 2.0)
    assert pace(one) != pace(other) == Told.seconds
    del one
    gc.collect()
    assert pace(Told()) == Told.seconds


# --- planners, and what the user wants ---------------------------------------------------------------------------


def test_the_same_way_of_asking_has_the_same_planner() -> None:
    program, asked = Program(POLICY.checked), Told()
    one = planner(program, ("v",), "auto", None, asked, 2.0, None, {})
    assert planner(program, ("v",), "auto", None, Told(), 2.0, None, {"a": 1.0}) is one
    for other in (
        planner(program, ("v",), "gain", None, asked, 2.0, None, {}),
        planner(program, ("v",), "auto", None, asked, 4.0, None, {}),
        planner(program, ("v",), "auto", None, asked, 2.0, 3, {}),
        planner(program, ("v",), "auto", None, asked, 2.0, None, {"a": 2.0}),
    ):
        assert other is not one
    assert one.prices == {"a": 3.0, "b": 1.0, "c": 1.0}
    assert planner(program, ("v",), "auto", None, asked, 2.0, None, {"a": 2.0}).prices["a"] == 6.0


def test_no_more_planners_are_kept_than_that() -> None:
    program = Program(POLICY.checked)
    first = planner(program, ("v",), "gain", None, Told(), 0.5, None, {})
    for number in range(1, MAX_PLANNERS + 1):
        planner(program, ("v",), "gain", None, Told(), float(number), None, {})
    assert planner(program, ("v",), "gain", None, Told(), 0.5, None, {}) is not first


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"strategy": "best"}, "strategy must be one of auto, certificate"),
        ({"minimise": "pain"}, "minimise must be one of questions, cost"),
        ({"batch": 0}, "batch must be 1 or more, not 0"),
    ],
)
def test_what_there_is_not_cannot_be_wanted(wanted: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Planning(**wanted)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        POLICY.check("x", **wanted)  # type: ignore[arg-type]
