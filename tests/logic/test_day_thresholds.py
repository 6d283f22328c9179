"""Comparisons of years, ages and moved days become comparisons of days, and say the same of every day."""

from __future__ import annotations

import asyncio
from datetime import date
from random import Random

import pytest

import logitext
from logitext import theory
from logitext.logic.calendar import day_of
from logitext.logic.dates import Dates
from logitext.logic.meaning import value_of
from logitext.policy.load import check_policy
from logitext.policy.term import Apply, Connective, walk
from logitext.syntax.source import Source

CALENDAR = {Connective.YEAR, Connective.MONTH, Connective.DAY, Connective.SHIFT}
FORMULAS = [
    "year(d) == 2025",
    "year(d) != 2024",
    "2024 <= year(d) < 2026",
    "year(d) + 1 > 2025",
    "2025 - year(d) >= 1",
    "-year(d) < -2023.5",
    "year(d) between 2020 and 2024",
    "year(d) == 2024.5",
    "d + 1 month <= 2024-02-29",
    "d - 1 year == 2023-02-28",
    "2024-02-29 < d + 1 year + 3 days",
    "year(d + 11 months) == 2025",
    "age(d, 2024-02-29) >= 2",
    "age(d, 2025-03-01) == 1",
    "age(2020-02-29, d) < 5",
    "age(2020-02-28, d) >= 5",
    "age(d + 1 day, 2024-03-01) in (1, 3)",
    "age(2020-03-01, d - 1 month) >= 4",
    "year(due) == 2025",
    "late < 2025",
    "year(if a then d else d + 30) == 2024",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_same_of_every_day(formula: str) -> None:
    source = (
        f"{{{{text t let d: Date = [[d]] let a = [[a]] let due = d + 30 let late = year(due) verdict v = {formula}}}}}"
    )
    policy = check_policy(Source("p.nltc", source))
    twin = Dates(policy).policy
    plain, changed = policy.body("v"), twin.body("v")
    assert not any(isinstance(part, Apply) and part.op in CALENDAR for part in walk(changed))
    rng = Random(formula)
    days = [day_of(year, month, day) for year in range(2016, 2028) for month in (1, 2, 3, 12) for day in (1, 28, 29)]
    for day in [*days, *(rng.randint(-(10**7), 10**7) for _ in range(200)), *(d - 1 for d in days)]:
        values: dict[str, logitext.Value] = {"d": day, "a": day % 2 == 0, "due": day + 30}
        values["late"] = value_of(policy.body("late"), values)
        assert value_of(changed, values) == value_of(plain, values), day


@pytest.mark.parametrize("formula", ["month(d) == 2", "day(d) > 3", "year(d) == n", "age(d, e) > 3", "d + 1 month < e"])
def test_others_stay_as_they_are(formula: str) -> None:
    source = f"{{{{text t let d: Date = [[d]] let e: Date = [[e]] let n: Int = [[n]] verdict v = {formula}}}}}"
    twin = Dates(check_policy(Source("p.nltc", source))).policy
    assert any(isinstance(part, Apply) and part.op in CALENDAR for part in walk(twin.body("v")))


def test_what_is_compared_with_constants_alone_is_decided_on_diagrams() -> None:
    source = """{{list m of {body: text}}} {{let d(x): Date = [[the day of x]]
      verdict v = at least 2 of (x in m: age(d(x), 2026-01-01) > 3)}}"""
    policy = logitext.loads(source)
    assert policy.expansion.program({"m": 30}).at_once is not None


def test_a_fact_is_folded_first() -> None:
    policy = logitext.loads("{{text t fact on: Date let d: Date = [[d]] verdict v = age(d, on) >= 18}}")
    result = policy.check("", facts={"on": "2026-03-01"}, theory=theory.Answers({"d": "2008-02-29"}))
    assert (result.verdicts["v"].value, [one.clause for one in result.verdicts["v"].because]) == (True, ["on", "d"])
    result = policy.check("", facts={"on": "2026-02-28"}, theory=theory.Answers({"d": "2008-02-29"}))
    assert result.verdicts["v"].value is False
    assert policy.verify(result) == ()


def test_a_world_is_enough_to_see_that_nothing_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is known, a policy with months asks no solver whether its verdict is decided."""
    policy = logitext.loads(
        "{{list m of {body: text}}} {{let d(x): Date = [[the day of x]] let e(x): Date = [[the end of x]]"
        " verdict v = at least 2 of (x in m: month(d(x)) == 3) verdict w: Int = max x in m: age(d(x), e(x)) if none 0}}"
    )
    from logitext.logic.smt.session import SolverSession  # only this test looks inside

    monkeypatch.setattr(SolverSession, "decide", lambda *_: pytest.fail("the solver is asked"))
    program = policy.expansion.program({"m": 6})
    assert asyncio.run(program.decide({}, ["v", "w"])).values == {}
    two = {"d(m[1])": date(2024, 3, 1), "e(m[1])": date(2025, 3, 1)}
    assert asyncio.run(program.decide(two, ["v", "w"])).values == {}
