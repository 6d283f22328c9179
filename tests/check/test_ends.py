"""Checks that end early: by Ctrl-C, by a cancellation, by a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

import logitext
from logitext import theory
from logitext.check import events as events_
from logitext.check import loop as loop_module
from logitext.check.check import check
from logitext.check.loop import Loop
from logitext.check.request import Interrupt, Request
from logitext.logic.program import Program
from logitext.records.result import Result
from logitext.theory import Price, Question, Reply, Texts, Usage
from logitext.trail import budget
from logitext.trail.budget import Spending
from logitext.trail.limits import CheckLimits

PROGRAM = Program(
    logitext.loads("{{text post}} {{let a = [[a]] let b = [[b]] verdict v = a  verdict w = a and b}}").checked
)


class Ends(theory.Theory):
    """Says yes to the first question; at the second it raises, if it is to, or waits until it is cancelled."""

    name = "ends"
    price = Price(question=1)
    max_questions = 1

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.waits = asyncio.Event()

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        if questions[0].clause == "a":
            return Reply({"a": theory.Value(True)})
        if self.error is not None:
            raise self.error
        self.waits.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody woke it")


def request(answering: theory.Theory, limits: CheckLimits | None = None) -> Request:
    return Request((answering,), ("v", "w"), limits or CheckLimits(), "report")


def stopped(result: Result) -> bool:
    """Whether a result has what was known when the check was interrupted, and says so."""
    assert result.verdicts["v"].value is True
    (still,) = result.verdicts["w"].open
    return (result.interrupted, still.clause, still.reason, still.detail) == (True, "b", "stopped", "interrupted")


@pytest.mark.parametrize("interrupt", [None, Interrupt()], ids=["nobody", "nobody yet"])
def test_ctrl_c_leaves_the_result_so_far_whoever_may_interrupt(interrupt: Interrupt | None) -> None:
    ends = Ends(KeyboardInterrupt())
    assert stopped(asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(ends), interrupt=interrupt)))


def cancelled(interrupt: Interrupt | None, *, requested: bool) -> Result:
    async def cancels() -> Result:
        ends = Ends()
        task = asyncio.ensure_future(check(PROGRAM, Texts({"post": "x"}), request(ends), interrupt=interrupt))
        await ends.waits.wait()
        if requested:
            assert interrupt is not None
            interrupt.requested = True
        task.cancel()
        return await task

    return asyncio.run(cancels())


def test_a_cancellation_that_was_asked_for_leaves_the_result_so_far() -> None:
    assert stopped(cancelled(Interrupt(), requested=True))


@pytest.mark.parametrize("interrupt", [None, Interrupt()], ids=["nobody may", "nobody did"])
def test_any_other_cancellation_passes_through(interrupt: Interrupt | None) -> None:
    with pytest.raises(asyncio.CancelledError):
        cancelled(interrupt, requested=False)


class Told(Ends):
    """Says what its calls cost. Only what it does moves the clock: the first question nearly to the deadline."""

    tells_cost = True

    def __init__(self, clock: list[float], late: float) -> None:
        super().__init__()
        self.clock = clock
        self.late = late

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.clock[0] = self.late if questions[0].clause == "b" else 999.999
        reply = await super().answer(questions, texts)
        return Reply(reply.answers, Usage(calls=2, input_tokens=30, output_tokens=4, cost=0.5))


@pytest.mark.parametrize(
    ("late", "why"), [(2000.0, "the deadline of 1000 s has passed"), (999.999, "the deadline has passed")]
)
def test_a_call_that_the_deadline_cuts_off_is_counted_and_its_cost_is_not_known(
    late: float, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    told = Told(clock, late)
    result = asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(told, CheckLimits(deadline=1000))))
    (still,) = result.verdicts["w"].open
    assert (still.clause, still.reason, still.detail) == ("b", "out of budget", why)
    assert result.verdicts["v"].value is True
    usage = result.usage
    assert (usage.theories[0].calls, usage.rounds, usage.input_tokens, usage.output_tokens) == (3, 2, 30, 4)
    assert usage.cost is None
    assert not result.interrupted


# --- what a check tells, and counts ------------------------------------------------------------------------------


class Scripted(theory.Theory):
    """Says what it is told to, one question at a time; what is left out is false."""

    name = "scripted"
    price = Price(question=1)
    max_questions = 1

    def __init__(self, usage: Usage | None = None, **said: theory.Answer) -> None:
        self.usage = usage or Usage()
        self.said = said

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        (question,) = questions
        return Reply({question.id: self.said.get(question.id, theory.Value(False))}, self.usage)


SPARED: list[tuple[str, list[tuple[str, ...]]]] = [  # of rounds of two
    ("a and b and c", [("c",)]),
    ("a and b and c and d", [("c", "d")]),
    ("(a and b and c) or d", [("c",)]),
    ("a or b or c or d", []),
    ("(a and b) or (c and d)", []),
]


@pytest.mark.parametrize(("formula", "spared"), SPARED, ids=[formula for formula, _ in SPARED])
def test_what_need_not_be_asked_any_more_is_told_once(formula: str, spared: list[tuple[str, ...]]) -> None:
    policy = logitext.loads(f"{{{{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] verdict v = {formula}}}}}")
    events: list[events_.Event] = []
    result = policy.check(theory=Scripted(), strategy="given", batch=2, listener=events.append)
    assert result.verdicts["v"].value is False
    assert [event.clauses for event in events if isinstance(event, events_.Spared)] == spared


def test_how_long_one_call_took_is_noted_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several calls, or an answer of a cache, say nothing about how long a call takes."""
    noted: list[tuple[str, int]] = []
    monkeypatch.setattr(loop_module, "saw", lambda theory, questions, _seconds: noted.append((theory.name, questions)))
    for calls, cached, seen in ((1, 0, 2), (0, 1, 0), (1, 1, 0), (2, 0, 0), (0, 0, 0)):
        noted.clear()
        scripted = Scripted(Usage(calls=calls, cached=cached), a=theory.Value(True), b=theory.Value(True))
        asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(scripted)))
        assert noted == [("scripted", 1)] * seen, (calls, cached)


def test_a_cost_that_is_told_counts_and_is_that_of_this_check_alone() -> None:
    told = Scripted(Usage(cost=0.25), a=theory.Value(True), b=theory.Value(True))
    told.tells_cost = True
    spending = Spending(CheckLimits())
    spending.record_usage(told, Usage(cost=7.0))
    loop = Loop(PROGRAM, Texts({"post": "x"}), request(told), lambda _: None, spending)
    asyncio.run(loop.run())
    assert (loop.trail.cost, spending.cost) == (0.5, 7.5)
    assert asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(told))).usage.cost == 0.5
    spending.record_usage(told, Usage(cost=None))
    later = Loop(PROGRAM, Texts({"post": "x"}), request(told), lambda _: None, spending)
    asyncio.run(later.run())
    assert later.trail.cost is None


def test_a_limit_of_the_cost_wants_to_know_prices() -> None:
    class Unpriced(Scripted):
        tells_cost = True

        def estimate(self, questions: Sequence[Question], texts: Texts) -> theory.Estimate | None:
            return theory.Estimate(1, 0, 0, cost=None)

    with pytest.raises(logitext.InputError, match="so a limit of 3 cannot be kept"):
        asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(Unpriced(), CheckLimits(max_cost=3))))
    assert asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(Unpriced()))).status == "decided"


def test_a_policy_that_contradicts_itself_is_not_checked() -> None:
    for backend in ("auto", "z3"):
        program = Program(logitext.loads("{{let a = [[a]] assume a and not a verdict v = a}}").checked, backend)
        asked = Request((Scripted(),), ("v",), CheckLimits(), "report")
        with pytest.raises(logitext.PolicyError, match="NLT409"):
            asyncio.run(check(program, Texts({}), asked))


def test_a_stop_ends_a_check_and_a_retraction_takes_the_last_answer_back() -> None:
    stops = Scripted(a=theory.Value(True), b=theory.Stop("enough"))
    result = asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(stops)))
    (still,) = result.verdicts["w"].open
    assert (result.verdicts["v"].value, still.clause, still.reason, still.detail) == (True, "b", "stopped", "enough")

    class Regrets(Scripted):
        async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
            if questions[0].id == "b" and self.said["a"] == theory.Value(True):
                self.said = {"a": theory.Value(False)}
                return Reply({"b": theory.Retract()})
            return await super().answer(questions, texts)

    result = asyncio.run(check(PROGRAM, Texts({"post": "x"}), request(Regrets(a=theory.Value(True)))))
    assert {name: record.value for name, record in result.verdicts.items()} == {"v": False, "w": False}
    assert result.answers == {"a": False}
