"""Dates, held against what Python's own calendar says of every day that could be answered."""

from __future__ import annotations

import asyncio
import itertools
import json
import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.policy.sorts import DATE, coerce, show
from logitext.syntax.source import Source

FIRST = date(2024, 2, 27)  # the days around a leap day
DAYS = [FIRST + timedelta(n) for n in range(5)]
RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
Values = Mapping[str, date]
Meaning = Callable[[Values], bool]


class Made:
    """A random formula about the dates `a`, `b` and `c`, and what it means."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def formula(self, depth: int) -> tuple[str, Meaning]:
        rng = self._rng
        if depth == 0 or rng.random() < 0.3:
            return self._comparison()
        (left, of_left), (right, of_right) = self.formula(depth - 1), self.formula(depth - 1)
        match rng.randrange(3):
            case 0:
                return f"({left} and {right})", lambda v: of_left(v) and of_right(v)
            case 1:
                return f"({left} or {right})", lambda v: of_left(v) or of_right(v)
        return f"(not {left})", lambda v: not of_left(v)

    def _comparison(self) -> tuple[str, Meaning]:
        rng = self._rng
        relation = rng.choice(list(RELATIONS))
        compare = RELATIONS[relation]
        one, other = rng.choice("abc"), rng.choice("abc")
        day, days = rng.choice(DAYS), rng.randint(-3, 3)
        shift = f"+ {days}" if days >= 0 else f"- {-days}"
        match rng.randrange(4):
            case 0:
                return f"{one} {relation} {day}", lambda v: compare(v[one], day)
            case 1:
                return f"{one} {shift} {relation} {other}", lambda v: compare(v[one] + timedelta(days), v[other])
            case 2:
                return f"{one} - {other} {relation} {days}", lambda v: compare((v[one] - v[other]).days, days)
        return f"{one} {relation} {day} {shift}", lambda v: compare(v[one], day + timedelta(days))


def program(formula: str, backend: BackendName, *, bounded: bool = True) -> Program:
    bounds = " ".join(f"assume {n} >= {DAYS[0]} and {n} <= {DAYS[-1]}" for n in "abc") if bounded else ""
    clauses = " ".join(f"let {n}: Date = [[the day of {n}]]" for n in "abc")
    return Program(
        check_policy(Source("p", "{{text t " + clauses + bounds + f" verdict v = {formula}" + "}}")), backend
    )


def completions(given: Values) -> Iterator[Values]:
    rest = [name for name in "abc" if name not in given]
    for values in itertools.product(DAYS, repeat=len(rest)):
        yield dict(given) | dict(zip(rest, values, strict=True))


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seed", range(40))
def test_what_dates_entail(seed: int, backend: BackendName) -> None:
    rng = Random(seed)
    formula, means = Made(rng).formula(2)
    decided = program(formula, backend)

    async def check() -> None:
        await decided.ready()
        for _ in range(8):
            given = {name: rng.choice(DAYS) for name in "abc" if rng.random() < 0.6}
            found = {means(whole) for whole in completions(given)}
            expected = {"v": found.pop()} if len(found) == 1 else {}
            decision = await decided.decide(given, ["v"])
            assert (decision.conflict, dict(decision.values)) == (False, expected), (formula, given)
            if expected:
                kept = (await decided.implicant(given, "v", expected["v"])).clauses
                assert {means(whole) for whole in completions({n: given[n] for n in kept})} == {expected["v"]}
                for name in kept:
                    fewer = {n: given[n] for n in kept if n != name}
                    assert len({means(whole) for whole in completions(fewer)}) == 2, (formula, given, kept)
                assert await decided.entails(given, "v", expected["v"]) is True

    asyncio.run(check())


def test_a_date_that_is_calculated_is_a_verdict() -> None:
    policy = logitext.loads("""{{text contract}}
    {{let signed: Date = [[the day on which it was signed]]  let notice: Date = [[the day of the notice]]
      verdict deadline: Date = signed + 14   verdict days: Int = notice - signed
      violation late = notice > deadline}}""")
    result = policy.check("…", theory=theory.Answers({"signed": "2024-02-20", "notice": date(2024, 3, 6)}))
    assert result.verdicts["deadline"].value == date(2024, 3, 5)
    assert result.verdicts["days"].value == 15
    assert result.verdicts["late"].value is True
    data = json.loads(json.dumps(result.to_dict()))
    assert data["verdicts"]["deadline"]["value"] == "2024-03-05"
    assert policy.verify(data) == ()
    assert policy.verify(result) == ()
    changed = data | {
        "verdicts": data["verdicts"] | {"deadline": data["verdicts"]["deadline"] | {"value": "2024-03-06"}}
    }
    assert [one.where for one in policy.verify(changed)] == ["verdicts.deadline.value"]
    explained = policy.explain(result, why_not=True, what_if={"notice": date(2024, 3, 1)})
    assert explained.explanation is not None
    assert "2024-03-05" in str(explained.to_dict()["explanation"])


def test_a_sum_that_is_no_day_leaves_the_verdict_open() -> None:
    policy = logitext.loads("{{text t}} {{let a: Date = [[a]] verdict v = a + 10 verdict w = a + 10 > 2024-01-01}}")
    result = policy.check("…", theory=theory.Answers({"a": "9999-12-31"}))
    assert result.verdicts["v"].value is None
    assert result.verdicts["w"].value is True


@pytest.mark.parametrize("value", ["2024-02-29", date(2024, 2, 29)])
def test_a_date_is_taken(value: object) -> None:
    assert coerce(value, DATE) == date(2024, 2, 29)


@pytest.mark.parametrize("value", ["2023-02-29", "2024-2-9", "29.2.2024", 20240229, True, None, "", "2024-02-29T00:00"])
def test_what_is_no_date_is_none(value: object) -> None:
    with pytest.raises(ValueError, match=r"there is no day|expected a date such as 2026-11-25"):
        coerce(value, DATE)


def test_a_date_is_shown_as_it_is_written() -> None:
    assert show(date(2024, 2, 9)) == "2024-02-09"
