"""Checks that end early: by Ctrl-C, by a cancellation, by a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

import logitext
from logitext import theory
from logitext.engine import budget, check
from logitext.engine.budget import Budget
from logitext.engine.result import Result
from logitext.logic.program import Program
from logitext.theory import Price, Question, Reply, Texts, Usage

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


def request(answering: theory.Theory, limits: Budget | None = None) -> check.Request:
    return check.Request((answering,), ("v", "w"), limits or Budget(), "report")


def stopped(result: Result) -> bool:
    """Whether a result has what was known when the check was interrupted, and says so."""
    assert result.verdicts["v"].value is True
    (still,) = result.verdicts["w"].open
    return (result.interrupted, still.clause, still.reason, still.detail) == (True, "b", "stopped", "interrupted")


@pytest.mark.parametrize("interrupt", [None, check.Interrupt()], ids=["nobody", "nobody yet"])
def test_ctrl_c_leaves_the_result_so_far_whoever_may_interrupt(interrupt: check.Interrupt | None) -> None:
    ends = Ends(KeyboardInterrupt())
    assert stopped(asyncio.run(check.check(PROGRAM, Texts({"post": "x"}), request(ends), interrupt=interrupt)))


def cancelled(interrupt: check.Interrupt | None, *, requested: bool) -> Result:
    async def cancels() -> Result:
        ends = Ends()
        task = asyncio.ensure_future(check.check(PROGRAM, Texts({"post": "x"}), request(ends), interrupt=interrupt))
        await ends.waits.wait()
        if requested:
            assert interrupt is not None
            interrupt.requested = True
        task.cancel()
        return await task

    return asyncio.run(cancels())


def test_a_cancellation_that_was_asked_for_leaves_the_result_so_far() -> None:
    assert stopped(cancelled(check.Interrupt(), requested=True))


@pytest.mark.parametrize("interrupt", [None, check.Interrupt()], ids=["nobody may", "nobody did"])
def test_any_other_cancellation_passes_through(interrupt: check.Interrupt | None) -> None:
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
    result = asyncio.run(check.check(PROGRAM, Texts({"post": "x"}), request(told, Budget(deadline=1000))))
    (still,) = result.verdicts["w"].open
    assert (still.clause, still.reason, still.detail) == ("b", "out of budget", why)
    assert result.verdicts["v"].value is True
    usage = result.usage
    assert (usage.theories[0].calls, usage.rounds, usage.input_tokens, usage.output_tokens) == (3, 2, 30, 4)
    assert usage.cost is None
    assert not result.interrupted
