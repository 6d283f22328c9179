"""Functions of numbers and dates: as the judge has them, in both back ends, and as Python's calendar has them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
import z3

import logitext
from logitext import theory
from logitext.explain.evaluate import definitions
from logitext.logic import calendar
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.logic.smt.encode import _OF_Z3
from logitext.logic.smtlib import smtlib
from logitext.policy.sorts import BOOL
from tests.judge import cases, generate


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("facts", [False, True])
@pytest.mark.parametrize("seeds", cases.seeds(150), ids=cases.name)
def test_judge_and_logic_agree(seeds: range, facts: bool, backend: BackendName) -> None:
    async def judged() -> int:
        compared = 0
        for seed in seeds:
            case = cases.case(seed, functions=True, facts=facts)
            if not case.judge.worlds:
                continue
            program = Program(case.checked, backend)
            verdicts = list(case.checked.verdicts)
            for _ in range(cases.CASES_A_SEED // 2):
                answers = generate.answers(case.rng, case.judge)
                if facts and case.rng.random() < 0.7:
                    world = case.rng.choice(case.judge.worlds)
                    answers |= {name: world[name] for name, one in case.checked.clauses.items() if one.fact}
                found = await program.decide(answers, verdicts)
                told = case.failed(answers, str(found))
                assert found.conflict == case.judge.conflict(answers), told
                compared += 1
                if found.conflict:
                    continue
                assert found.values == case.judge.values(answers), told
                for name, value in found.values.items():
                    because = (await program.implicant(answers, name, value)).clauses
                    assert case.judge.is_reason(answers, because, name, value), told
        return compared

    assert asyncio.run(judged()) > 0


@pytest.mark.parametrize("seeds", cases.seeds(100), ids=cases.name)
def test_evaluation_agrees_with_the_judge(seeds: range) -> None:
    for seed in seeds:
        case = cases.case(seed, functions=True)
        for world in case.judge.worlds[:20]:
            values = definitions(case.checked, {name: world[name] for name in case.checked.clauses})
            assert {name: values[name] for name in case.checked.order} == {n: world[n] for n in case.checked.order}


@pytest.mark.parametrize("seeds", cases.seeds(50), ids=cases.name)
def test_the_script_for_solvers_means_the_same(seeds: range) -> None:
    for seed in seeds:
        case = cases.case(seed, functions=True)
        script = smtlib(case.checked)
        z3.parse_smt2_string("\n".join(line for line in script.splitlines() if not line.startswith("(get-")))


DAYS = [date(1, 1, 1), date(4, 2, 29), date(1900, 2, 28), date(1900, 3, 1), date(2000, 2, 29), date(2024, 2, 29)]
DAYS += [date(2024, 12, 31), date(2025, 1, 1), date(2026, 1, 31), date(9998, 12, 31)]
RNG = Random(7)
DAYS += [date(1, 1, 1) + timedelta(days=RNG.randrange(3_650_000)) for _ in range(300)]


def plus(day: date, months: int) -> date:
    """By Python's own calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for of_month in range(day.day, 0, -1):
        try:
            return date(year, month + 1, of_month)
        except ValueError:
            continue
    raise AssertionError(day)


def test_the_calendar_is_that_of_python() -> None:
    for day in DAYS:
        number = day.toordinal()
        assert calendar.civil(number) == (day.year, day.month, day.day)
        assert calendar.day_of(day.year, day.month, day.day) == number
        for months in (1, 12, 13, -1, 48, -600):
            if day.year + months // 12 - 1 >= 1 and day.year + months // 12 < 9999:
                assert calendar.shifted(number, months) == plus(day, months).toordinal()
    for number in range(-200_000, 200_000, 997):
        assert calendar.day_of(*calendar.civil(number)) == number


def test_the_calendar_of_z3_is_the_same() -> None:
    x = z3.Int("x")
    for day in DAYS[:60]:
        for made, plain in (
            *zip(calendar.civil(x, _OF_Z3), calendar.civil(day.toordinal()), strict=True),
            (calendar.shifted(x, 13, _OF_Z3), calendar.shifted(day.toordinal(), 13)),
        ):
            assert z3.simplify(z3.substitute(made, (x, z3.IntVal(day.toordinal())))).as_long() == plain


DATES = [
    ("2000-06-15", "2018-06-14", 17),
    ("2000-06-15", "2018-06-15", 18),
    ("2004-02-29", "2022-02-28", 17),
    ("2004-02-29", "2022-03-01", 18),
    ("2010-03-01", "2005-03-01", -5),
]
DATED = "{{fact born: Date  let on: Date = [[the day]]  "


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_dates(backend: BackendName) -> None:
    policy = logitext.loads(
        DATED
        + """verdict part: Int = year(born) * 10000 + month(born) * 100 + day(born)
          verdict in_march = month(on) == 3}}""",
        backend=backend,
    )
    for born, on, _ in DATES[::2]:
        result = policy.check(facts={"born": born}, theory=theory.Answers({"on": on}))
        part, in_march = int(born.replace("-", "")), on[5:7] == "03"
        assert {name: one.value for name, one in result.verdicts.items()} == {"part": part, "in_march": in_march}
        assert policy.verify(result) == ()
    open_ = policy.check(facts={"born": "2000-06-15"})
    assert [one.clause for one in open_.verdicts["in_march"].open] == ["on"]


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_age(backend: BackendName) -> None:
    policy = logitext.loads(
        DATED + "verdict years: Int = age(born, on)  verdict adult = age(born, on) >= 18}}", backend=backend
    )
    for born, on, years in DATES:
        assert policy.decide({"born": born, "on": on}) == {"years": years, "adult": years >= 18}


@pytest.mark.parametrize(("verdict", "of_years"), [("years: Int = ", int), ("adult = 18 <= ", (18).__le__)])
@pytest.mark.parametrize(("born", "on", "years"), DATES)
def test_a_reason_for_an_age(
    born: str, on: str, years: int, verdict: str, of_years: Callable[[int], int | bool]
) -> None:
    """A solver takes seconds for each, so that each is a test."""
    policy = logitext.loads(DATED + f"verdict {verdict}age(born, on)}}}}", backend="z3")
    result = policy.check(facts={"born": born}, theory=theory.Answers({"on": on}))
    (found,) = result.verdicts.values()
    assert found.value == of_years(years)
    assert policy.verify(result) == ()


def test_what_follows_without_all_answers() -> None:
    policy = logitext.loads("""{{let a: Int = [[a]]  let b: Int = [[b]]  let r: Real = [[r]]
      verdict low = min(a, b) <= 3  verdict big = max(a, b, 7) > 6  verdict small = mod(a, 5) < 5
      verdict up = ceil(r) >= r
      verdict near = abs(r - round(r)) <= 0.5  verdict cents = round(r, 0.01) - r <= 0.005}}""")
    found = policy.decide({"a": 2})
    assert found == {"low": True, "big": True, "small": True, "up": True, "near": True, "cents": True}
    assert policy.decide({"a": 4})["low"] is None


def test_rounding() -> None:
    policy = logitext.loads("""{{fact r: Real  verdict whole: Int = round(r)  verdict cents: Real = round(r, 0.01)
      verdict down: Int = floor(r)  verdict up: Int = ceil(r)  verdict size: Real = abs(r)}}""")
    for r, values in ((2.5, (3, 2.5, 2, 3, 2.5)), (-2.5, (-2, -2.5, -3, -2, 2.5)), (0.125, (0, 0.13, 0, 1, 0.125))):
        result = policy.check(facts={"r": r})
        assert tuple(float(one.value) for one in result.verdicts.values()) == values
        assert policy.verify(result) == ()
        assert result.verdicts["cents"].value == Fraction(repr(values[1]))


def test_sorts() -> None:
    policy = logitext.loads("{{fact a: Int  fact d: Date  verdict v = mod(a, 2) == 0 and year(d) > 2000}}")
    assert policy.checked.verdicts["v"].sort == BOOL
    with pytest.raises(logitext.PolicyError) as caught:
        logitext.loads("""{{fact a: Int  fact d: Date  fact r: Real  fact t: Bool
          verdict v = mod(a, 0) == 0  verdict w = mod(r, 2) == 0  verdict x = min(d, a) == 0  verdict y = year(a) == 0
          verdict z = round(r, a) == 0  verdict s = abs(a, a) == 0
          verdict m = min() == 0  verdict n = floor(t) == 0}}""")
    codes = [found.code for found in caught.value.diagnostics]
    assert codes == ["NLT303", "NLT303", "NLT301", "NLT301", "NLT303", "NLT307", "NLT307", "NLT301"]
