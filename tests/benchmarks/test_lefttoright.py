"""Formulas evaluated from left to right: what they come to, and what is asked for that."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

import pytest

import logitext
from benchmarks.questions.lefttoright import Unsettled, evaluate
from logitext.logic.day_numbers import into, out
from logitext.logic.meaning import completed
from logitext.policy.load import check_policy
from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Enumeration, Sort, Value
from logitext.syntax.source import Source
from tests.judge import generate, write

CALCULATES = """{{text claim}}
{{let a: Int = [[a]]  let b: Real = [[b]]  let day: Date = [[the day]]  let kind: low | mid | high = [[the kind]]
  let c = [[c]]
  let total = a + 2 * b
  verdict sum: Real = max(total, 10) - min(a, 3) + abs(b)
  verdict half: Int = round(b / 2)
  verdict due: Date = if c then day + 1 month else day
  verdict late = year(day + a) > 2026 or kind >= mid and total < 4}}
"""


def everything(policy: logitext.Policy, verdict: str, known: dict[str, Value | None]) -> tuple[Value | None, list[str]]:
    """The value of a verdict, and the clauses that were asked for it, in their order."""
    asked: dict[str, Value | None] = {}
    while True:
        try:
            return evaluate(policy.checked, policy.checked.body(verdict), asked), list(asked)
        except Unsettled as needs:
            asked[needs.clause] = known.get(needs.clause)


ANSWERS: list[tuple[dict[str, Value | None], dict[str, Value]]] = [
    (
        {"a": 2, "b": Fraction(1), "day": date(2026, 12, 30), "kind": "low", "c": True},
        {"sum": Fraction(9), "half": 1, "due": date(2027, 1, 30), "late": True},
    ),
    (
        {"a": 1, "b": Fraction(-4), "day": date(2026, 1, 31), "kind": "high", "c": False},
        {"sum": Fraction(13), "half": -2, "due": date(2026, 1, 31), "late": True},
    ),
    (
        {"a": 9, "b": Fraction(3), "day": date(2024, 1, 31), "kind": "mid", "c": True},
        {"sum": Fraction(15), "half": 2, "due": date(2024, 2, 29), "late": False},
    ),
]


@pytest.mark.parametrize(("answers", "expected"), ANSWERS)
def test_values_by_hand(answers: dict[str, Value | None], expected: dict[str, Value]) -> None:
    policy = logitext.loads(CALCULATES, "calculates")
    assert {name: everything(policy, name, answers)[0] for name in policy.verdicts} == expected


def test_what_is_not_needed_is_not_asked() -> None:
    policy = logitext.loads(CALCULATES, "calculates")
    assert everything(policy, "half", {"b": 3}) == (2, ["b"])
    assert everything(policy, "half", {}) == (None, ["b"])
    assert everything(policy, "due", {"c": True})[1] == ["c", "day"]
    assert everything(policy, "sum", {"a": 1, "b": None}) == (None, ["a", "b"])


@pytest.mark.parametrize("seed", range(40))
def test_random_policies_of_the_judge(seed: int) -> None:
    """With all answers known, the value is that of the formula; assumptions are neither here nor there."""
    rng = Random(seed)
    policy = check_policy(Source(f"seed-{seed}", write.source(generate.policy(rng, functions=True), rng)))
    world = {name: _value(clause.sort, rng) for name, clause in policy.clauses.items()}
    values = completed(policy, {name: into(value) for name, value in world.items()})
    for name, verdict in policy.verdicts.items():
        assert evaluate(policy, policy.body(name), world) == out(values[name], verdict.sort), name


def _value(sort: Sort, rng: Random) -> Value:
    if isinstance(sort, Enumeration):
        return rng.choice(sort.labels)
    known: dict[Sort, Value] = {
        BOOL: rng.random() < 0.5,
        INT: rng.randint(-3, 3),
        REAL: Fraction(rng.randint(-6, 6), 2),
        DATE: date(2026, rng.randint(1, 12), rng.randint(1, 28)),
        TEXT: rng.choice(["a", "b", "c"]),
    }
    return known[sort]
