"""What the solver gives up on is neither proof nor refutation, and it gives up after the same steps on any machine."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
import z3

import logitext
from logitext.logic import program as programs
from logitext.logic.backend import Relevant
from logitext.logic.program import Program
from logitext.logic.smt import effort, relevance
from logitext.logic.smt.effort import Effort, GaveUpError, SolverMeter
from logitext.policy.sorts import BOOL, Value
from logitext.policy.term import DefinitionRef
from logitext.theory import Answers

CUBES = """{{text post}} {{let n: Int = [[n]]  let m: Int = [[m]]  let k: Int = [[k]]
  verdict v = n * n * n + m * m * m + k * k * k == 42}}
"""
"""They can (with numbers of 17 digits), which no solver finds."""


@pytest.fixture(autouse=True)
def _little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "EFFORT", 200_000)


def program_of(source: str) -> Program:
    return Program(logitext.loads(source).checked)


def test_a_verdict_that_the_solver_gives_up_on_is_open() -> None:
    found = asyncio.run(program_of(CUBES).decide({}, ["v"]))
    assert (found.conflict, found.values) == (False, {})
    (verdict,) = logitext.loads(CUBES).check("…", theory=Answers({})).verdicts.values()
    assert verdict.value is None
    assert [(still.clause, still.certain) for still in verdict.open] == [("n", False), ("m", False), ("k", False)]


def test_what_is_entailed_of_others_is_told_all_the_same() -> None:
    terms = [DefinitionRef("v", BOOL), DefinitionRef("w", BOOL)]
    program = program_of(CUBES + "{{verdict w = n - m <= n - m + 1}}")
    assert list(asyncio.run(program.entailed({}, terms))) == [None, True]


def test_a_clause_that_surely_matters_is_told_from_one_that_may(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = logitext.loads(CUBES.replace("verdict v =", "let a = [[a]]  let b = [[b]]  verdict v = a and"))
    found = asyncio.run(Program(policy.checked).relevance({}, ["v"], ("n", "a", "b")))
    assert found == Relevant(("n", "a"), frozenset({"n", "a"}))
    simple = policies_of("a and b")
    assert asyncio.run(simple.relevance({}, ["v"], ("a", "b", "c"))) == Relevant(("a", "b"))
    assert asyncio.run(simple.deciding()) == (frozenset({"a", "b"}), frozenset())
    monkeypatch.setattr(relevance, "IN_ALL", 0)
    late = policies_of("a and b")
    assert asyncio.run(late.relevance({}, ["v"], ("a", "b", "c"))) == Relevant(("a", "b"), frozenset({"a", "b"}))
    assert asyncio.run(late.relevance({}, ["v"], ("c", "b", "a"), first=True)) == Relevant(("b",), frozenset({"b"}))
    assert asyncio.run(late.deciding()) == (frozenset(), frozenset({"a", "b"}))


def test_a_report_says_perhaps_of_what_was_too_hard_to_see() -> None:
    policy = logitext.loads(CUBES)
    shown = " ".join(str(policy.check("…", theory=Answers({}))).split())
    assert shown.count("perhaps: it would take too long to see whether it can") == 3


def policies_of(verdict: str) -> Program:
    source = f"{{{{let a = [[a]]  let b = [[b]]  let c = [[c]]  verdict v = {verdict}}}}}"
    return Program(logitext.loads(source).checked, "z3")


def test_whoever_checks_is_told_that_the_solver_gave_up() -> None:
    program = program_of(CUBES)
    answers: dict[str, Value] = {"n": 1, "m": 2, "k": 3}
    assert asyncio.run(program.entails({}, "v", False)) is None
    assert asyncio.run(program.entails(answers, "v", False)) is True
    assert asyncio.run(program.entails(answers, "v", True)) is False
    assumed = program_of(CUBES.replace("verdict v =", "let a = [[a]]  verdict v = a  assume cubes:"))
    assert asyncio.run(assumed.contradicts({}, ["cubes"])) is None
    assert asyncio.run(assumed.contradicts(answers, ["cubes"])) is True
    assert asyncio.run(assumed.contradicts(answers, [])) is False


def test_a_reason_that_nobody_could_confirm_does_not_pass() -> None:
    policy = logitext.loads(CUBES)
    result = policy.check("…", theory=Answers({"n": 1, "m": 2, "k": 3})).to_dict()
    result["verdicts"]["v"]["because"] = []
    (difference,) = policy.verify(result)
    assert (difference.where, difference.message) == (
        "verdicts.v.because",
        "this could not be confirmed, as the solver gave up",
    )


def test_a_clause_matters_that_was_looked_at_for_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "{{let a = [[a]]  let b = [[b]]  let c = [[c]]  assume a iff b  verdict v = a}}"
    program = Program(logitext.loads(source).checked, "z3")
    assert asyncio.run(program.relevant({}, ["v"], ("a", "b", "c"))) == ("a", "b")
    monkeypatch.setattr(relevance, "MAX_REFUTATIONS", 0)
    again = Program(logitext.loads(source).checked, "z3")
    assert asyncio.run(again.relevance({}, ["v"], ("a", "b", "c"))) == Relevant(("a", "b"), frozenset({"a", "b"}))


# --- steps, not seconds


def cubes(context: Any) -> list[Any]:
    n, m, k = (z3.Int(name, context) for name in "nmk")
    return [n * n * n + m * m * m + k * k * k == 42]


def pigeons(context: Any) -> list[Any]:
    at = [[z3.Bool(f"{pigeon} in {hole}", context) for hole in range(9)] for pigeon in range(10)]
    return [z3.Or(*row) for row in at] + [z3.AtMost(*column, 1) for column in zip(*at, strict=True)]


def curves(context: Any) -> list[Any]:
    numbers = [z3.Real(f"r{place}", context) for place in range(6)]
    return [z3.Sum(*(n * n * n for n in numbers)) == 7, z3.Product(*numbers) == 3, z3.Sum(*numbers) == 1]


def letters(context: Any) -> list[Any]:
    words = [z3.String(f"w{place}", context) for place in range(3)]
    return [
        z3.Concat(words[0], words[1], words[2]) != z3.Concat(words[2], words[1], words[0]),
        words[0] + words[1] == words[1] + words[0],
        words[1] + words[2] == words[2] + words[1],
        *(z3.Length(word) > 3 for word in words),
    ]


@pytest.mark.parametrize("formulas", [cubes, pigeons, curves, letters])
@pytest.mark.parametrize("optimise", [False, True], ids=["solver", "optimize"])
def test_z3_spends_the_same_on_the_same_and_stops_where_it_is_told(formulas: Any, optimise: bool) -> None:
    """What `Meter` rests on, of every kind of arithmetic and search."""
    found = []
    for _ in range(2):
        context = z3.Context()
        solver = z3.Optimize(ctx=context) if optimise else SolverMeter(context, 0).solver()
        solver.set("rlimit", 100_000)
        solver.add(*formulas(context))
        found.append((str(solver.check()), effort._count(context, solver) if not optimise else _counted(solver)))
    assert found[0] == found[1]
    assert found[0][1] < 200_000


def _counted(solver: Any) -> int:
    return int(solver.statistics().get_key_value("rlimit count"))


def test_an_effort_holds_for_all_calls_together() -> None:
    context = z3.Context()
    meter = SolverMeter(context, 50_000)
    one, other = meter.solver(), meter.solver()
    for solver in (one, other):
        solver.add(*cubes(context))
    search = Effort(meter, 120_000)
    outcomes = [search.check(solver, []) for solver in (one, other, one, other)]
    assert outcomes == [z3.unknown] * 4
    assert meter.spent < 130_000
    assert search.left <= 0
    with pytest.raises(GaveUpError):
        search.sat(one)
    assert meter.check(meter.solver(), []) == z3.sat  # whoever comes next has an effort of its own


def test_the_count_of_z3_may_start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has 32 bits, which an hour fills."""
    meter = SolverMeter(z3.Context(), 1000)
    counts = iter([2**32 - 10, 5])
    monkeypatch.setattr(effort, "_count", lambda *_: next(counts))
    meter.check(meter.solver(), [])
    before = meter.spent
    meter.check(meter.solver(), [])
    assert meter.spent - before == 15 + effort.CALL


def test_what_the_clock_ends_is_said(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    context = z3.Context()
    meter = SolverMeter(context, 200_000)
    solver = meter.solver()
    solver.add(*cubes(context))
    monkeypatch.setattr(effort, "LAST_SECONDS", 0.0)
    with caplog.at_level(logging.WARNING, "logitext.logic"):
        assert meter.check(solver, []) == z3.unknown  # by its units
        assert not caplog.records
        monkeypatch.setattr(effort, "_count", lambda *_: meter._counted + 1)
        assert meter.check(solver, []) == z3.unknown
    assert "stopped by the clock" in caplog.text
