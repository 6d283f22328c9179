"""`decide` beside the judge and beside `check`: random policies, both back ends, and what is out of the ordinary."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import logitext
from logitext import InputError, Policy, theory
from logitext.logic.backend_name import BackendName
from tests.judge import cases, explain, generate

POLICY = """{{text post}} {{let rude = [[is rude]]  let kind: mild | grave = [[how bad]]}}
{{let count: Int = [[how many]]}}
{{let share: Real = [[which share]]  let day: Date = [[when]]}}
{{assume kind == grave implies rude}}
{{verdict bad = rude and count >= 2 or kind == grave}} {{verdict late = day > 2026-01-31}}
{{verdict most = share > 1/2}}
"""


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_it_gives_what_the_answers_entail(seeds: range, backend: BackendName) -> None:
    for seed in seeds:
        case = cases.case(seed)
        if not case.judge.worlds:
            continue
        policy = Policy(case.checked, backend)
        for _ in range(cases.CASES_A_SEED if backend == "auto" else 2):
            answers = generate.answers(case.rng, case.judge)
            worlds = explain.fitting(case.judge, answers)
            entailed = {name: explain.entailed(case.judge, answers, name) for name in policy.verdicts}
            wanted = entailed if worlds else dict.fromkeys(policy.verdicts)
            absent = dict.fromkeys(policy.clauses) | answers
            assert policy.decide(answers) == policy.decide(absent) == wanted, case.failed(answers, "decide differs")
            assert asyncio.run(policy.adecide(answers)) == wanted
            result = policy.check(theory=theory.Answers(_plain(answers)))
            if result.answers == answers:  # some may not have been asked
                assert {name: verdict.value for name, verdict in result.verdicts.items()} == wanted


def _plain(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: f"{v.numerator}/{v.denominator}" if isinstance(v, Fraction) else v for name, v in answers.items()}


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_values_of_every_sort(backend: BackendName) -> None:
    policy = logitext.loads(POLICY, backend=backend)
    assert policy.decide({}) == {"bad": None, "late": None, "most": None}
    found = policy.decide({"rude": True, "count": 3, "share": 0.6, "day": date(2026, 2, 1)})
    assert found == {"bad": True, "late": True, "most": True}
    assert policy.decide({"kind": "grave"}) == {"bad": True, "late": None, "most": None}
    found = policy.decide(
        {"rude": False, "share": Fraction(1, 2), "day": "2026-01-31"}, verdicts=["late", "most", "bad"]
    )
    assert list(found.items()) == [("late", False), ("most", False), ("bad", False)]


@pytest.mark.parametrize("backend", ["auto", "z3"])
def test_answers_that_contradict_the_assumptions_decide_nothing(backend: BackendName) -> None:
    policy = logitext.loads(POLICY, backend=backend)
    given: dict[str, Any] = {"rude": False, "kind": "grave", "day": date(2026, 2, 1)}
    assert policy.decide(given) == {"bad": None, "late": None, "most": None}


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rdue": True}, "the policy has no clause `rdue`"),
        ({"rude": 1}, "`rude`: expected true or false, not 1"),
        ({"kind": True}, "`kind`: expected one of mild, grave, not true"),
        ({"count": False}, "`count`: expected a whole number, not false"),
        ({"day": "soon"}, '`day`: expected a date such as 2026-11-25, not "soon"'),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_said(backend: BackendName, given: dict[str, Any], message: str) -> None:
    policy = logitext.loads(POLICY, backend=backend)
    for _ in range(2):  # the first time compiles the policy
        with pytest.raises(InputError) as caught:
            policy.decide(given)
        assert caught.value.diagnostics[0].message == message


def test_arguments() -> None:
    policy = logitext.loads(POLICY)
    with pytest.raises(InputError, match="NLT604"):
        policy.decide({}, verdicts=["bda"])
    with pytest.raises(InputError, match="NLT605"):
        logitext.loads("{{let a = [[a]]}}").decide({})
    contradictory = logitext.loads("{{let a = [[a]]}} {{assume a}} {{assume not a}} {{verdict v = a}}")
    with pytest.raises(logitext.PolicyError, match="NLT409"):
        contradictory.decide({})


def test_what_is_said_of_units_stays_open() -> None:
    policy = logitext.loads(
        "{{text post}} {{let bad(s) = [[s is bad]]}} {{let long = [[is long]]}}"
        "{{verdict v = long or (forsome s in sentences(post): bad(s))}}"
    )
    assert policy.decide({}) == {"v": None}
    assert policy.decide({"long": True}) == {"v": True}
