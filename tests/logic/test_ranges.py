"""Bounds of formulas: what is possible lies within them, and where all is known they are the value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf

import pytest

import logitext
from logitext.logic.circuit import CircuitNumber
from logitext.logic.program import Program
from logitext.logic.ranges import Ranges
from logitext.policy.sorts import Enumeration, Sort
from tests.judge import cases
from tests.judge.model import Value


class Codes(dict[str, int]):
    """A number for each text, made when it is first met."""

    def __missing__(self, text: str) -> int:
        self[text] = code = 1000 + len(self)
        return code


def number(value: Value, sort: Sort, codes: Codes) -> CircuitNumber:
    if isinstance(sort, Enumeration):
        return sort.labels.index(str(value))
    if isinstance(value, str):
        return codes[value]
    assert isinstance(value, bool | int | Fraction)
    return value


@pytest.mark.parametrize("nonlinear", [False, True])
@pytest.mark.parametrize("seeds", cases.seeds(400), ids=cases.name)
def test_bounds_and_judge_agree(seeds: range, nonlinear: bool) -> None:
    compared = 0
    for seed in seeds:
        case = cases.case(seed, nonlinear=nonlinear)
        judge, codes = case.judge, Codes()
        program = Program(case.checked)
        policy = program.counted
        ranges = Ranges(policy, codes)

        def known(  # type: ignore[no-untyped-def]
            answers: Mapping[str, Value], program=program, policy=policy, codes=codes
        ) -> dict[str, CircuitNumber]:
            counted = program.numbers(answers)
            return {name: number(value, policy.clauses[name].sort, codes) for name, value in counted.items()}

        def come_out(name: str, value: Value, policy=policy, codes=codes) -> CircuitNumber:  # type: ignore[no-untyped-def]
            return number(value, policy.body(name).sort, codes)

        names = [named.name for named in judge.policy.defined]
        for _ in range(cases.CASES_A_SEED):
            whole = {clause.name: case.rng.choice(clause.domain) for clause in judge.policy.clauses}
            if judge.worlds and case.rng.random() < 0.7:
                world = case.rng.choice(judge.worlds)
                whole = {name: world[name] for name in whole}
            answers = {name: value for name, value in whole.items() if case.rng.random() < 0.6}
            possible = [world for world in judge.worlds if answers.items() <= world.items()]
            for name in names:
                low, high = ranges.of(name, known(answers))
                for world in possible:
                    assert low <= come_out(name, world[name]) <= high, case.failed(answers, f"{name}: {low} to {high}")
            fitting = [world for world in judge.worlds if whole.items() <= world.items()]
            for name in names:
                found = ranges.world(name, known(whole))
                if not fitting:
                    assert found is None, case.failed(whole, f"{name} is {found} where an assumption fails")
                    continue
                right = come_out(name, fitting[0][name])
                assert found == right, case.failed(whole, f"{name} is {found}, not {right}")
                assert ranges.of(name, known(whole)) == (right, right)
            compared += 1
    assert compared > 0


EITHER, YES, NO = (0, 1), (1, 1), (0, 0)
CLAUSES = """{{text post}} {{let a = [[a]] let b = [[b]] let c = [[c]] let n: Int = [[n]] let m: Int = [[m]]
  let r: Real = [[r]] let who: low | mid | high = [[who]] let t: Text = [[t]]}}
"""
BOUNDS: list[tuple[str, dict[str, CircuitNumber], tuple[CircuitNumber, CircuitNumber]]] = [
    ("a", {}, EITHER),
    ("not a", {"a": 0}, YES),
    ("a and b", {"a": 0}, NO),
    ("a and b", {"a": 1}, EITHER),
    ("a or b", {"a": 1}, YES),
    ("a or b", {"a": 0}, EITHER),
    ("a xor b", {"a": 1}, EITHER),
    ("a xor b", {"a": 1, "b": 1}, NO),
    ("a xor b xor c", {"a": 1, "b": 1, "c": 1}, YES),
    ("a implies b", {"a": 0}, YES),
    ("a implies b", {"b": 1}, YES),
    ("a implies b", {"b": 0}, EITHER),
    ("if a then b else c", {"a": 1, "b": 1}, YES),
    ("if a then b else c", {"a": 0, "c": 0}, NO),
    ("if a then b else c", {"b": 1, "c": 1}, YES),
    ("if a then b else c", {"b": 0, "c": 1}, EITHER),
    ("at least 2 of (a, b, c)", {"a": 1, "b": 1}, YES),
    ("at least 2 of (a, b, c)", {"a": 0, "b": 0}, NO),
    ("at least 2 of (a, b, c)", {"a": 1}, EITHER),
    ("at least 2 of (a, b, c)", {"a": 0}, EITHER),
    ("at most 1 of (a, b, c)", {"a": 1, "b": 1}, NO),
    ("at most 1 of (a, b, c)", {"a": 0, "b": 0}, YES),
    ("exactly 1 of (a, b, c)", {"a": 1, "b": 0, "c": 0}, YES),
    ("exactly 1 of (a, b, c)", {"a": 1, "b": 0}, EITHER),
    ("n < m", {"n": 1, "m": 2}, YES),
    ("n < m", {"n": 2, "m": 2}, NO),
    ("n <= m", {"n": 2, "m": 2}, YES),
    ("n <= m", {"n": 3, "m": 2}, NO),
    ("n < m", {"n": 2}, EITHER),
    ("who < mid", {"who": 0}, YES),
    ("who <= high", {}, YES),
    ("low <= who", {}, YES),
    ("who < low", {}, NO),
    ("who == mid", {"who": 1}, YES),
    ("who == mid", {"who": 2}, NO),
    ("who == mid", {}, EITHER),
    ('t == "x"', {}, EITHER),
    ("n == m", {"n": 1, "m": 2}, NO),
    ("n == m", {"n": 2, "m": 1}, NO),
    ("n == n + 0 * m", {"n": 2}, YES),
    ("n + m", {"n": 1}, (-inf, inf)),
    ("n + m - 3", {"n": 1, "m": 5}, (3, 3)),
    ("0 * n", {}, (0, 0)),
    ("if a then 2 else 5", {}, (2, 5)),
    ("if a then (if b then 2 else 9) else (if c then 3 else 4)", {}, (2, 9)),
    ("if a then (if b then 3 else 4) else (if c then 2 else 9)", {}, (2, 9)),
    ("-(if a then 2 else 5)", {}, (-5, -2)),
    ("(if a then 2 else 5) * (if b then 3 else 4)", {}, (6, 20)),
    ("(if a then -2 else 5) * (if b then -3 else 4)", {}, (-15, 20)),
    ("(if a then 2 else 5) + (if b then -3 else 4)", {}, (-1, 9)),
    ("r * r + r / 2", {"r": Fraction(1, 3)}, (Fraction(5, 18), Fraction(5, 18))),
]


@pytest.mark.parametrize(("formula", "known", "bounds"), BOUNDS, ids=range(len(BOUNDS)))
def test_bounds_are_as_close_as_one_pass_can_tell(
    formula: str, known: dict[str, CircuitNumber], bounds: tuple[CircuitNumber, CircuitNumber]
) -> None:
    policy = logitext.loads(f"{CLAUSES}{{{{verdict v = {formula}}}}}").checked
    assert Ranges(policy, Codes()).of("v", known) == bounds


ASSUMED: list[tuple[str, str, tuple[CircuitNumber, CircuitNumber]]] = [
    ("a", "a", YES),
    ("not a", "a", NO),
    ("a and not b", "b", NO),
    ("n == 3", "n", (3, 3)),
    ("3 == n", "n", (3, 3)),
    ("n <= 3", "n", (-inf, 3)),
    ("n >= 3", "n", (3, inf)),
    ("3 <= n", "n", (3, inf)),
    ("3 >= n", "n", (-inf, 3)),
    ("not (n < 3)", "n", (3, inf)),
    ("not (3 < n)", "n", (-inf, 3)),
    ("0 <= n and n <= 4", "n", (0, 4)),
    ("n <= 4 and n <= 2", "n", (-inf, 2)),
    ("n >= 4 and n >= 2", "n", (4, inf)),
    ("who >= mid", "who", (1, 2)),
    ("who != low", "who", (0, 2)),
    ("a or b", "a", EITHER),
]


@pytest.mark.parametrize(("assumption", "clause", "bounds"), ASSUMED, ids=range(len(ASSUMED)))
def test_what_is_assumed_of_one_clause_bounds_it(
    assumption: str, clause: str, bounds: tuple[CircuitNumber, CircuitNumber]
) -> None:
    policy = logitext.loads(f"{CLAUSES}{{{{assume {assumption} verdict v = a}}}}").checked
    assert Ranges(policy, Codes()).clauses[clause] == bounds


PRODUCTS: list[tuple[str, tuple[CircuitNumber, CircuitNumber]]] = [
    ("n >= 1 and m >= 1", (1, inf)),
    ("n >= 2 and m >= 1", (2, inf)),
    ("n >= 2 and m <= -3", (-inf, -6)),
    ("n <= -1 and m >= 1", (-inf, -1)),
    ("n <= -1 and m <= -2", (2, inf)),
    ("n >= 0 and m >= 5", (0, inf)),
    ("n >= -1 and m >= 5", (-inf, inf)),
    ("n >= -1 and n <= 2 and m >= 3 and m <= 4", (-4, 8)),
]


@pytest.mark.parametrize(("assumption", "bounds"), PRODUCTS, ids=[assumption for assumption, _ in PRODUCTS])
def test_a_product_without_end_ends_where_its_signs_say(
    assumption: str, bounds: tuple[CircuitNumber, CircuitNumber]
) -> None:
    ranges = Ranges(logitext.loads(f"{CLAUSES}{{{{assume {assumption} verdict v = n * m}}}}").checked, Codes())
    assert ranges.of("v", {}) == bounds


BIG = 10**400


def test_a_number_beyond_all_floats_stays_exact() -> None:
    source = f"{CLAUSES}{{{{verdict v = n + n * 2 + m  verdict w = if a then n else n * n - n}}}}"
    ranges = Ranges(logitext.loads(source).checked, Codes())
    assert ranges.of("v", {"n": BIG}) == (-inf, inf)
    assert ranges.of("v", {"n": BIG, "m": 1}) == (3 * BIG + 1, 3 * BIG + 1)
    assert ranges.of("w", {"n": BIG}) == (BIG, BIG * BIG - BIG)
