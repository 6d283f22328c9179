"""What may be spent on a document, and what the result says when it is spent."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from types import SimpleNamespace

import pytest

import logitext
from logitext import theory
from logitext.records.result import Result
from logitext.theory import Price, Question, Reply, Texts
from logitext.trail import budget
from logitext.trail.budget import Spending, price_of
from logitext.trail.limits import CheckLimits

POLICY = logitext.loads(
    "{{text post}} {{let a = [[a]] let b = [[b]] let c = [[c]] cost 5 let free = [[free]]"
    " verdict v = a and b and c and free}}"
)


class Counting(theory.Theory):
    """Says yes to everything, and counts; `slow` seconds a call, and `before` is done first."""

    name = "counting"

    def __init__(
        self, price: Price, slow: float = 0.0, name: str = "counting", before: Callable[[], object] = list
    ) -> None:
        vars(self)["name"] = name
        self.price = price
        self.slow = slow
        self.before = before
        self.asked: list[str] = []
        self.cancelled = False

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.asked += [question.clause for question in questions]
        self.before()
        try:
            await asyncio.sleep(self.slow)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return Reply({question.id: theory.Value(True) for question in questions})


def reasons(result: Result) -> dict[str, tuple[str, str | None]]:
    return {open_.clause: (open_.reason, open_.detail) for open_ in result.verdicts["v"].open}


def test_questions() -> None:
    paid = Counting(Price(question=1))
    result = POLICY.check("x", theory=paid, max_questions=2, strategy="given")
    assert paid.asked == ["a", "b"]
    assert result.status == "undetermined"
    limit = ("out of budget", "at most 2 questions")
    assert reasons(result) == {"c": limit, "free": limit}
    assert (result.usage.questions, result.usage.cost) == (2, 2.0)


def test_what_costs_nothing_is_not_counted() -> None:
    known = theory.Answers({"free": True, "a": True})
    paid = Counting(Price(call=1))
    result = POLICY.check("x", theory=theory.Chain(known, paid), max_questions=2, max_calls=2, strategy="given")
    assert paid.asked == ["b", "c"]
    assert result.verdicts["v"].value is True
    assert result.usage.questions == 4


def test_calls() -> None:
    paid = Counting(Price(call=1))
    result = POLICY.check("x", theory=paid, max_calls=1, strategy="given")
    assert paid.asked == ["a"]
    assert reasons(result)["b"] == ("out of budget", "at most 1 call")


def test_a_cost_is_not_exceeded() -> None:
    """A clause's own `cost` multiplies the price of its question: a and b come to 4, c would make it 10."""
    paid = Counting(Price(call=1, question=1))
    result = POLICY.check("x", theory=paid, max_cost=9.5, strategy="given")
    assert paid.asked == ["a", "b"]
    assert result.usage.cost == 4.0
    assert reasons(result)["c"] == ("out of budget", "a cost of at most 9.5")
    assert POLICY.check("x", theory=Counting(Price(call=1, question=1)), max_cost=12).usage.cost == 12.0


def test_nothing_may_be_spent() -> None:
    for limit in ({"max_questions": 0}, {"max_calls": 0}, {"max_cost": 0.0}):
        paid = Counting(Price(question=0.1))
        result = POLICY.check("x", theory=paid, **limit, strategy="given")
        assert paid.asked == []
        assert {reason for reason, _ in reasons(result).values()} == {"out of budget"}


def test_the_next_theory_of_a_chain_may_still_be_asked() -> None:
    dear, cheap = Counting(Price(question=10), name="dear"), Counting(Price(question=1), name="cheap")
    result = POLICY.check("x", theory=theory.Chain(dear, cheap), max_cost=13, strategy="given")
    assert (dear.asked, cheap.asked) == (["a"], ["b"])
    assert set(reasons(result)) == {"c", "free"}


@pytest.fixture
def pass_the_deadline(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What ends all limits of time that run: nothing else moves the clock."""
    clock: list[float] = [0.0]
    running: list[asyncio.Timeout] = []
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    own = asyncio.timeout

    def noted(seconds: float | None) -> asyncio.Timeout:
        running.append(own(seconds))
        return running[-1]

    def passes() -> None:
        clock[0] = math.inf
        for timeout in running:
            with contextlib.suppress(RuntimeError):  # it is over
                timeout.reschedule(asyncio.get_running_loop().time())

    monkeypatch.setattr(asyncio, "timeout", noted)
    return passes


def test_a_deadline_ends_a_call_in_flight(pass_the_deadline: Callable[[], None]) -> None:
    slow = Counting(Price(question=1), slow=3600, before=pass_the_deadline)
    result = POLICY.check("x", theory=slow, deadline=1000, strategy="given")
    assert (slow.asked, slow.cancelled) == (["a"], True)
    assert reasons(result)["a"] == ("out of budget", "the deadline of 1000 s has passed")
    assert reasons(result)["free"][0] == "out of budget"
    assert not result.interrupted


def test_a_deadline_that_has_passed() -> None:
    for price in (Price(), Price(question=1)):
        counting = Counting(price)
        result = POLICY.check("x", theory=counting, deadline=0, strategy="given")
        assert counting.asked == []
        assert reasons(result)["a"] == ("out of budget", "the deadline of 0 s has passed")


def test_what_was_answered_before_the_deadline_counts(pass_the_deadline: Callable[[], None]) -> None:
    policy = logitext.loads("{{text post}} {{let a = [[a]] let b = [[b]] verdict v = a verdict w = b}}")
    known = theory.Answers({"a": False})
    slow = Counting(Price(question=1), slow=3600, before=pass_the_deadline)
    result = policy.check("x", theory=theory.Chain(known, slow), deadline=1000, strategy="given")
    assert (result.verdicts["v"].value, result.verdicts["w"].value) == (False, None)
    assert slow.cancelled


def test_a_time_out_of_the_theory_itself_is_a_failure() -> None:
    def raises(question: Question, texts: Texts) -> bool:
        raise TimeoutError("no reply in 5 s")

    result = POLICY.check("x", theory=theory.Function(raises, price=Price(question=1)), deadline=60)
    assert reasons(result)["a"] == ("failed", "raises: TimeoutError: no reply in 5 s")


@pytest.mark.parametrize("name", ["max_questions", "max_calls", "max_tokens", "max_cost", "deadline"])
@pytest.mark.parametrize("limit", [-1, float("nan")])
def test_limits_that_make_no_sense(name: str, limit: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be 0 or more, not {limit}"):
        CheckLimits(**{name: limit})  # type: ignore[arg-type]


def test_the_price_of_a_batch() -> None:
    batched = Counting(Price(call=10, question=1))
    batched.max_questions = 2
    questions = [Question(id=name, clause=name, wording=name) for name in "abcde"]
    assert price_of(batched, questions) == (3, 35.0)
    spending = Spending(CheckLimits(max_calls=3))
    assert spending.refusal(batched, questions, Texts({})) is None
    spending.add(batched, questions)
    assert spending.refusal(batched, questions[:1], Texts({})) == "at most 3 calls"


@pytest.mark.parametrize(("most", "number", "calls"), [(None, 0, 0), (None, 3, 1), (2, 3, 2), (2, 4, 2), (1, 3, 3)])
def test_a_price_counts_calls_and_questions(most: int | None, number: int, calls: int) -> None:
    """A clause's `cost` multiplies the price of its question."""
    asked = Counting(Price(call=1, question=0.25))
    vars(asked)["max_questions"] = most
    questions = [Question(f"q{at}", f"q{at}", "is so", cost=Fraction(4) if at == 1 else None) for at in range(number)]
    each = sum(1.0 if at == 1 else 0.25 for at in range(number))
    assert price_of(asked, questions) == (calls, calls + each)
