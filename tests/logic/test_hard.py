"""Policies that Z3 takes long for: a calendar of days that are given, and products of facts."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.logic.backend_name import BackendName
from logitext.logic.cone_of_influence import Mentions, clauses_in, is_hard
from logitext.logic.program import Program
from logitext.logic.smt.effort import SolverMeter
from logitext.policy.load import expanded

SOURCE = """{{list pays of {day: Date, hours: Real, amount: Real, memo: text}  fact rate: Real  fact year: Int
  let gift(p) = [[p is a gift]]
  let wage(p) = year(p.day) == year and not gift(p)
  let total = sum p in pays: p.amount where wage(p)
  verdict tax: Real = total * 0.1
  violation low = forsome p in pays: wage(p) and p.amount < p.hours * rate}}"""
FACTS: dict[str, Any] = {
    "rate": 10,
    "year": 2026,
    "pays": [
        {"day": "2026-03-01", "hours": 10, "amount": 120, "memo": "March"},
        {"day": "2026-04-01", "hours": 10, "amount": 90, "memo": "April"},
        {"day": "2025-04-01", "hours": 10, "amount": 50, "memo": "April before"},
    ],
}
PINNED: tuple[BackendName, ...] = ("auto", "z3")


def test_what_is_hard() -> None:
    assert is_hard(expanded(logitext.loads(SOURCE).checked, {"pays": 1}))
    assert is_hard(logitext.loads("{{fact a: Real  fact b: Real  verdict v = a * b > 3}}").checked)
    assert not is_hard(logitext.loads("{{fact a: Real  fact b: Real  verdict v = a + 2 * b > 3}}").checked)


@pytest.mark.parametrize("backend", PINNED)
@pytest.mark.parametrize(
    ("gifts", "tax", "low"),
    [((False, False), 21, True), ((False, True), 12, False), ((True, True), 0, False), ((True, False), 9, True)],
)
def test_given_facts_are_put_in_place(backend: BackendName, gifts: tuple[bool, bool], tax: int, low: bool) -> None:
    policy = logitext.loads(SOURCE, backend=backend)
    answers = {f"gift(pays[{number}])": gift for number, gift in enumerate(gifts, 1)}
    result = policy.check(theory=theory.Answers(answers), facts=FACTS)
    assert result.verdicts["tax"].value == tax
    assert result.verdicts["low"].value == low
    reasons = {one.clause for one in result.verdicts["low"].because}
    assert ("pays[2].amount" in reasons) == low
    assert ("gift(pays[2])" in reasons) == (low or gifts[1])
    assert not reasons & {"pays[3].amount", "gift(pays[3])"}


@pytest.mark.parametrize("backend", PINNED)
def test_what_is_not_answered_is_open(backend: BackendName) -> None:
    result = logitext.loads(SOURCE, backend=backend).check(theory=theory.Answers({"gift(pays[1])": False}), facts=FACTS)
    assert [one.clause for one in result.verdicts["low"].open] == ["gift(pays[2])"]
    assert [one.clause for one in result.verdicts["tax"].open] == ["gift(pays[2])"]


def test_claims_are_checked_with_facts_in_their_place() -> None:
    source = """{{fact d: Date  fact a: Real  fact b: Real  let c = [[c]]
      verdict v = year(d) == 2026 and a * b > 3 or c}}"""
    program = Program(logitext.loads(source).checked)

    def entails(answers: dict[str, Any], value: bool) -> bool | None:
        return asyncio.run(program.entails(answers, "v", value))

    facts = {"d": date(2026, 12, 31), "a": Fraction(2), "b": Fraction(2)}
    assert entails(facts, True) is True
    assert entails({**facts, "c": False}, False) is False
    assert entails({**facts, "a": Fraction(1)}, False) is False  # c is open
    assert entails({**facts, "a": Fraction(1), "c": False}, False) is True
    assert [entails({k: v for k, v in facts.items() if k != left}, True) for left in facts] == [False] * 3


def test_what_is_assumed_counts_there() -> None:
    source = """{{fact d: Date  let c = [[c]]  assume year(d) == 2026 iff c
      verdict v = c  verdict n: Int = year(d) + 1}}"""
    program = Program(logitext.loads(source).checked)

    async def found() -> None:
        await program.ready()
        decision = await program.decide({"d": date(2026, 5, 1)}, ["v", "n"])
        assert decision.values == {"v": True, "n": 2027}
        assert (await program.decide({"d": date(2026, 5, 1), "c": False}, ["v"])).conflict
        assert await program.contradicts(
            {"d": date(2026, 5, 1), "c": False}, [one.id for one in program.policy.assumptions]
        )
        assert await program.entails({"d": date(2025, 5, 1)}, "v", False)

    asyncio.run(found())


def test_without_assumptions_nobody_is_asked_whether_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SolverMeter, "check", None)
    asyncio.run(Program(logitext.loads("{{fact d: Date  verdict v = year(d) == 2026}}").checked).ready())


LEFT = SOURCE.replace(
    "}}",
    """
  fact share: Int  let few = [[few words]]
  let rest = if few then share else 2
  verdict product: Int = rest * (if few then 3 else share)}}""",
)


def test_what_stays_hard_is_folded_all_the_same() -> None:
    """A product of what is judged is left; the calendar of the facts is not."""
    policy = expanded(logitext.loads(LEFT).checked, {"pays": 1})
    program = Program(policy)
    facts: dict[str, Any] = {"rate": Fraction(10), "year": 2026, "share": 7, "pays[1].day": date(2026, 3, 1)}
    folded = program.folded({**facts, "pays[1].hours": Fraction(10), "pays[1].amount": Fraction(120)})
    assert folded is not None
    assert "year" not in str([folded.program.policy.body(name) for name in folded.program.policy.order])


def test_what_formulas_mention_is_seen_through_definitions() -> None:
    policy = logitext.loads(
        "{{text t let a = [[a]] let b = [[b]] let c = [[c]] let d = a or b let e = d and c verdict v = e}}"
    )
    for name in policy.checked.order:
        body = policy.checked.body(name)
        assert Mentions(policy.checked).of(body) == clauses_in(body, policy.checked)
    chain = "".join(f"let d{n} = not d{n - 1} " for n in range(1, 3000))
    long = logitext.loads("{{text t let a = [[a]] let d0 = a " + chain + "verdict v = d2999}}").checked
    assert Mentions(long).of(long.body("v")) == {"a"}
