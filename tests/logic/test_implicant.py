"""Reasons by the solver: what bounds and evaluating find, and what is left where the search is cut off."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from math import inf
from types import SimpleNamespace
from typing import Any

import pytest

import logitext
from logitext.logic.backend import Reason
from logitext.logic.circuit import Circuit, CircuitNumber, CircuitRange
from logitext.logic.program import Program
from logitext.logic.ranges import Ranges, as_number
from logitext.logic.smt import implicant
from logitext.logic.smt.effort import Effort
from logitext.logic.smt.encode import TextCodes
from logitext.logic.smt.session import SolverSession
from logitext.policy.sorts import BOOL, INT, TEXT, Enumeration, Sort, Value
from tests.judge import cases, generate
from tests.judge.cases import Case


def program_of(source: str) -> Program:
    return Program(logitext.loads("{{text post}} " + source).checked)


def judged(number: int) -> tuple[str, dict[str, Value]]:
    """A total of the amounts that count, and answers by which two in three do."""
    clauses = " ".join(f"let a{i}: Int = [[amount {i}]] let b{i} = [[amount {i} counts]]" for i in range(number))
    total = " + ".join(f"(if b{i} then a{i} else 0)" for i in range(number))
    answers: dict[str, Value] = {f"a{i}": 15 + i % 7 for i in range(number)}
    return f"{{{{{clauses} verdict v = {total} > {5 * number}}}}}", answers | {
        f"b{i}": i % 3 > 0 for i in range(number)
    }


def minimal(program: Program, answers: dict[str, Value], reason: tuple[str, ...]) -> bool:
    kept = {name: answers[name] for name in reason}
    assert asyncio.run(program.entails(kept, "v", True))
    less = ({name: kept[name] for name in kept if name != left_out} for left_out in kept)
    return not any(asyncio.run(program.entails(rest, "v", True)) for rest in less)


@pytest.mark.parametrize(("units", "smallest"), [(0, False), (20_000, False), (implicant.UNITS, True)])
def test_a_reason_is_minimal_wherever_the_search_for_the_fewest_ends(
    units: int, smallest: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(implicant, "UNITS", units)
    source, answers = judged(8)
    program = program_of(source)
    reason = asyncio.run(program.implicant(answers, "v", True))
    assert minimal(program, answers, reason.clauses)
    assert reason.smallest is smallest


def test_without_any_effort_a_reason_is_one_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implicant, "UNITS", 0)
    monkeypatch.setattr(implicant, "DELETION", 0)
    source, answers = judged(4)
    program = program_of(source)
    assert set(asyncio.run(program.implicant(answers, "v", True)).clauses) == set(answers)


def test_the_solver_is_asked_once_where_evaluating_tells_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each amount of a plain total is needed: a world beside the answers shows it."""
    calls: list[int] = []
    check = Effort.check

    def counted(self: Effort, solver: Any, literals: Any) -> Any:
        calls.append(1)
        return check(self, solver, literals)

    monkeypatch.setattr(Effort, "check", counted)
    names = [f"a{i}" for i in range(12)]
    clauses = " ".join(f"let {name}: Int = [[{name}]]" for name in names)
    program = program_of(f"{{{{{clauses} verdict v = {' + '.join(names)} > 3}}}}")
    assert asyncio.run(program.implicant(dict.fromkeys(names, 2), "v", True)).clauses == tuple(names)
    assert len(calls) == 1


@pytest.mark.parametrize("seeds", cases.seeds(2000), ids=cases.name)
def test_bounds_hold_what_the_judge_finds(seeds: range) -> None:
    """Of some answers they hold each value that is possible; of all they are that value, where assumptions hold."""
    assert sum(_compared(cases.case(seed)) for seed in seeds) > 0


def _compared(case: Case) -> int:
    """How many values were compared with bounds."""
    policy = Program(case.checked).counted
    base = TextCodes.of(policy)
    ranges, codes, compared = Ranges(policy, base), TextCodes(base), 0

    def number(value: Value, sort: Sort) -> int | Fraction:
        return codes.code(str(value)) if sort == TEXT else as_number(value, sort, {})

    for world in case.rng.sample(case.judge.worlds, min(5, len(case.judge.worlds))):
        whole = {name: number(world[name], clause.sort) for name, clause in policy.clauses.items()}
        some = {name: whole[name] for name in generate.some(case.rng, list(whole))}
        for verdict, value in case.judge.values({name: world[name] for name in policy.clauses}).items():
            at = number(value, policy.verdicts[verdict].sort)
            assert ranges.world(verdict, whole) == at, case.failed(world, verdict)
            low, high = ranges.of(verdict, some)
            assert (low, high) == Ranges(policy, base).of(verdict, some), case.failed(
                world, "it depends on what was asked"
            )
            assert low <= at <= high, case.failed(world, f"{verdict}: {low} to {high} by {some}, and it is {at}")
            compared += 1
    return compared


def chain(number: int) -> tuple[str, dict[str, Value]]:
    """A sum with a definition for each step."""
    clauses = " ".join(f"let a{i}: Int = [[amount {i}]]" for i in range(number))
    steps = " ".join(f"let s{i} = s{i - 1} + a{i}" for i in range(1, number))
    source = f"{{{{{clauses} let s0 = a0 {steps} verdict v = s{number - 1} > {10 * number}}}}}"
    return source, {f"a{i}": 15 + i % 7 for i in range(number)}


def test_a_chain_of_sums_is_one_sum_of_which_a_change_concerns_little(monkeypatch: pytest.MonkeyPatch) -> None:
    source, answers = chain(300)
    ranges = Ranges(program_of(source).counted, {})
    numbers: dict[str, CircuitNumber] = {name: as_number(value, INT, {}) for name, value in answers.items()}
    assert ranges.world("v", numbers) == 1
    calls: list[int] = []
    change = Circuit._found

    def counted(self: Circuit, node: int) -> CircuitRange:
        calls.append(node)
        return change(self, node)

    monkeypatch.setattr(Circuit, "_found", counted)
    assert ranges.world("v", numbers | {"a150": -(10**6)}) == 0
    assert ranges.of("v", {name: value for name, value in numbers.items() if name != "a3"}) == (0, 1)
    assert len(calls) < 50


@pytest.mark.parametrize("verdict", ["x - x", "2 * (x + y) - 2 * x - y * 2", "-(x - 3) + x - 3.0"])
def test_what_is_added_and_taken_away_again_has_no_bounds_of_its_own(verdict: str) -> None:
    source = f"{{{{let x: Real = [[x]] let y: Real = [[y]] let part = {verdict} verdict v = part == 0}}}}"
    assert Ranges(program_of(source).counted, {}).of("v", {}) == (1, 1)


EVERY_SORT = """{{let b = [[b]] let n: Int = [[n]] let x: Real = [[x]] let t: Text = [[t]] let g: low | high = [[g]]
    assume n < 10
    verdict bool = b and n + 1 > 3  verdict whole = n + 2  verdict exact = x + n  verdict grade = if b then g else low
    verdict told = t == "yes" or t == "no"}}"""


def test_what_is_answered_whole_is_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    program = program_of(EVERY_SORT)
    answers: dict[str, Value] = {"b": True, "n": 4, "x": Fraction(1, 2), "t": "no", "g": "high"}
    verdicts = ["bool", "whole", "exact", "grade", "told"]
    asyncio.run(program.ready())
    monkeypatch.setattr(SolverSession, "decide", lambda *_: pytest.fail("the solver was asked"))
    found = asyncio.run(program.decide(answers, verdicts)).values
    assert found == {"bool": True, "whole": 6, "exact": Fraction(9, 2), "grade": "high", "told": True}
    assert [type(found[name]) for name in verdicts] == [bool, int, Fraction, str, bool]
    assert asyncio.run(program.decide(answers | {"t": "maybe"}, ["told"])).values == {"told": False}
    assert asyncio.run(program.decide(answers | {"n": 10}, ["bool"])).conflict


def test_what_only_the_solver_sees_to_be_superfluous_is_left_out() -> None:
    """Bounds do not see that `k` goes away; `n` is in the solver's core all the same."""
    lets = " ".join(f"let {name}: Int = [[{name}]]" for name in "nmk")
    program = program_of(f"{{{{{lets} verdict v = (n > m and m > 0) or (n <= m and m + k > k)}}}}")
    assert asyncio.run(program.implicant({"n": 1, "m": 2}, "v", True)) == Reason(("m",), smallest=True)


@pytest.mark.parametrize(
    ("sort", "at", "bounds", "others"),
    [
        (BOOL, 0, (0, 1), {1}),
        (BOOL, 1, (0, 1), {0}),
        (Enumeration.of("low", "mid", "high"), 1, (0, 2), {0, 2}),
        (TEXT, 5, (-1, 9), {-1, 4, 6}),
        (INT, 3, (0, 10), {0, 2, 4, 10}),
        (INT, 0, (0, 10), {1, 10}),
        (INT, 3, (-inf, inf), {3 - implicant.FAR, 2, 4, 3 + implicant.FAR}),
        (INT, 3, (-2 * implicant.FAR, 2 * implicant.FAR), {3 - implicant.FAR, 2, 4, 3 + implicant.FAR}),
    ],
)
def test_what_is_tried_in_place_of_an_answer_is_a_value_of_its_clause(
    sort: Sort, at: int, bounds: CircuitRange, others: set[CircuitNumber]
) -> None:
    search = object.__new__(implicant._Search)
    search._at = {"c": at}
    search._session = SimpleNamespace(  # type: ignore[assignment]  # no more of it is looked at
        policy=SimpleNamespace(clauses={"c": SimpleNamespace(sort=sort)}), text_codes={"a": 4, "b": 5, "c": 6}
    )
    search._ranges = SimpleNamespace(clauses={"c": bounds})  # type: ignore[assignment]
    assert set(search._others("c")) == others


def test_a_world_with_an_irrational_number_shows_what_is_needed_too() -> None:
    """It cannot be evaluated, so the solver's own values tell which answers differ in it."""
    program = program_of("""{{let a = [[a]] let b = [[b]] let x: Real = [[x]] let n: Int = [[n]]
        verdict v = (not (a and x * x == 2) or not (b and x * x == 2)) and (n > 3 or n <= 3)}}""")
    reason = asyncio.run(program.implicant({"a": False, "b": False}, "v", True, {"a": 0.2, "b": 0.1}))
    assert reason == Reason(("b",), smallest=True)
