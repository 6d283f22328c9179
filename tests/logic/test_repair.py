"""Repairs: the least weight of answers to give up, against all subsets of them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping

import pytest

from logitext.logic import program as programs
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.policy.sorts import Value
from logitext.syntax.source import Source
from tests.judge import cases
from tests.judge.cases import Case

Weights = Mapping[str, float]


def repaired(source: str, answers: Mapping[str, Value], weights: Weights) -> tuple[str, ...] | None:
    program = Program(check_policy(Source("policy.nltc", source)))
    return asyncio.run(program.repair(answers, weights))


# --- against brute force -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", cases.seeds(400), ids=cases.name)
def test_repair_and_judge_agree(seeds: range) -> None:
    async def judged() -> int:
        return sum([await _judge(cases.case(seed)) for seed in seeds])

    assert asyncio.run(judged()) > 0


async def _judge(case: Case) -> int:
    """How many conflicts were repaired."""
    if not case.judge.worlds:
        return 0
    program = Program(case.checked)
    compared = 0
    for _ in range(cases.CASES_A_SEED * 3):
        answers = {clause.name: case.rng.choice(clause.domain) for clause in case.judge.policy.clauses}
        for name in case.rng.sample(list(answers), case.rng.randint(0, len(answers) // 2)):
            del answers[name]
        if not case.judge.conflict(answers) or compared == cases.CASES_A_SEED:
            continue
        # Few different weights, so that sets often weigh the same.
        weights = {name: case.rng.choice((0.01, 0.5, 1.0, 1.5, 6.9)) for name in answers}
        found = await program.repair(answers, weights)
        right = _least(case, answers, weights)
        assert found == right, case.failed(answers, f"gave up {found}, not {right}, of weights {weights}")
        compared += 1
    return compared


def _least(case: Case, answers: Mapping[str, Value], weights: Weights) -> tuple[str, ...]:
    names = [name for name in case.checked.clauses if name in answers]
    best: tuple[tuple[int, int, list[int]], tuple[str, ...]] | None = None
    for size in range(len(names) + 1):
        for given_up in itertools.combinations(names, size):
            rest = {name: value for name, value in answers.items() if name not in given_up}
            late = sorted(-names.index(name) for name in given_up)
            rank = sum(round(weights[name] * 100) for name in given_up), size, late
            if (best is None or rank < best[0]) and not case.judge.conflict(rest):
                best = rank, given_up
    assert best is not None
    return best[1]


# --- by hand -----------------------------------------------------------------------------------------------------

CHAIN = """{{let a = [[a]] let b = [[b]] let c = [[c]]
  assume ab: a implies b  assume bc: b implies c  verdict v = c}}"""


def test_the_weakest_gives_way() -> None:
    answers = {"a": True, "b": True, "c": False}
    assert repaired(CHAIN, answers, {"a": 1, "b": 1, "c": 1.5}) == ("c",)
    assert repaired(CHAIN, answers, {"a": 1, "b": 1, "c": 2.5}) == ("a", "b")


def test_of_equal_weights_fewer_and_then_later_answers_are_given_up() -> None:
    assert repaired(CHAIN, {"a": True, "b": True, "c": False}, {"a": 1, "b": 1, "c": 2}) == ("c",)
    assert repaired(CHAIN, {"a": True, "c": False}, {"a": 1, "c": 1}) == ("c",)


def test_answers_that_agree_are_all_kept() -> None:
    assert repaired(CHAIN, {"a": True, "c": True}, {"a": 1, "c": 1}) == ()


def test_numbers_labels_and_texts_are_given_up_too() -> None:
    source = """{{let n: Int = [[n]] let x: Real = [[x]] let city: Text = [[city]] let grade: low | high = [[grade]]
      assume n > 3  assume x == 1 / 3  assume city == "Rome"  assume grade == high
      verdict v = n == 4}}"""
    answers: dict[str, Value] = {"n": 3, "x": 1, "city": "Paris", "grade": "low"}
    assert repaired(source, answers, dict.fromkeys(answers, 1.0)) == ("n", "x", "city", "grade")


def test_many_contradictions_are_repaired_soon() -> None:
    names = [f"c{number}" for number in range(60)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    ties = " ".join(f"assume at most 1 of ({', '.join(names[start : start + 6])})" for start in range(0, 60, 6))
    answers = dict.fromkeys(names, True)
    weights = {name: 1 + (number * 7 % 5) / 10 for number, name in enumerate(names)}
    found = repaired(f"{{{{{clauses} {ties} verdict v = c0}}}}", answers, weights)
    assert found is not None
    assert len(found) == 50


def test_a_repair_that_takes_too_long_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "EFFORT", 500_000)
    source = """{{let n: Int = [[n]] let m: Int = [[m]] let k: Int = [[k]] let a = [[a]]
      assume n > 2 and m > 2 and k > 2 and n * n * n + m * m * m == k * k * k + 1234567
      assume not a  verdict v = a}}"""
    program = Program(check_policy(Source("policy.nltc", source)))
    assert asyncio.run(program.repair({"a": True}, {"a": 1})) in (None, ("a",))
