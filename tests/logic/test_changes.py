"""What would change a verdict, and what settles an open one: the fewest answers, with the plainest values."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest

import logitext
from logitext.logic.backend import DecidingSet
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from tests.logic.policies import compiled

Values = Mapping[str, Value]


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize(
    ("formula", "answers", "flips"),
    [
        ("a", {"a": True}, [({"a": False}, {})]),
        ("n >= 10", {"n": 3}, [({"n": 10}, {})]),  # the nearest that will do
        ("n > 10", {"n": 30}, [({"n": 10}, {})]),
        ("n != 5", {"n": 7}, [({"n": 5}, {})]),
        ("n > 1000", {"n": 7}, [({"n": 1001}, {})]),
        ("n * n > 1000", {"n": 7}, [({"n": 32}, {})]),
        ("2 * n > 75", {"n": 7}, [({"n": 38}, {})]),
        ("2 * n > 75", {"n": 90}, [({"n": 37}, {})]),
        ("3 * x > 20", {"x": Fraction(1)}, [({"x": 7}, {})]),  # a whole number where one will do
        ("x > 2.5 and x < 3", {"x": Fraction(1)}, [({"x": Fraction(11, 4)}, {})]),
        ("grade >= middle", {"grade": "low"}, [({"grade": "middle"}, {})]),
        ("grade == low", {"grade": "low"}, [({"grade": "middle"}, {})]),
        ("grade != high", {"grade": "low"}, [({"grade": "high"}, {})]),
        ('city == "Oslo"', {"city": "Rome"}, [({"city": "Oslo"}, {})]),
        ('city != "Oslo" and city != "Rome"', {"city": "Bonn"}, [({"city": "Oslo"}, {})]),
        ('city == "Oslo" or city == "Rome"', {"city": "Oslo"}, [({"city": "something else"}, {})]),
        ("a or b", {"a": True}, [({"a": False}, {"b": False})]),  # what has no answer needs one
        ("a and b", {"a": True, "b": True}, [({"a": False}, {}), ({"b": False}, {})]),
        ("a or b", {"a": True, "b": True}, [({"a": False, "b": False}, {})]),
        ("a and (b or c)", dict.fromkeys("abc", True), [({"a": False}, {})]),  # and none that takes more
        (
            "(a or n > 3) and (b or n < 10)",
            {"a": True, "b": True},
            [({"a": False}, {"n": 0}), ({"b": False}, {"n": 10})],
        ),
        ("n + m > 10", {"n": 30, "m": 40}, [({"n": -30}, {}), ({"m": -20}, {})]),
        ("a and b and c and d", dict.fromkeys("abcd", True), [({name: False}, {}) for name in "abc"]),  # three at most
    ],
)
def test_the_fewest_changes_and_the_plainest_values(
    formula: str, answers: Values, flips: list[tuple[Values, Values]], backend: BackendName
) -> None:
    program = compiled(f"{{{{verdict v = {formula}}}}}", backend)
    before = asyncio.run(program.decide(answers, ["v"])).values["v"]
    found = asyncio.run(program.changes(answers, "v", before))
    assert [(flip.changed, flip.given) for flip in found.flips] == flips
    assert all(flip.outcome is not before and flip.smallest for flip in found.flips)
    assert (found.limit, found.never) == (len(flips[0][0]) - 1, False)
    for changed, given in flips:
        after = asyncio.run(program.decide({**answers, **changed, **given}, ["v"]))
        assert after.values == {"v": not before}


def test_what_cannot_change_is_said() -> None:
    program = compiled("{{assume b implies a}} {{verdict v = a or not b}}", "auto")
    found = asyncio.run(program.changes({"a": True}, "v", True))
    assert (found.flips, found.limit, found.never) == ((), 0, True)


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("needed", [8, 9])
def test_no_more_than_eight_changes_are_looked_for(needed: int, backend: BackendName) -> None:
    clauses = [f"c{number}" for number in range(10)]
    declared = " ".join(f"let {name} = [[{name}]]" for name in clauses)
    policy = logitext.loads(
        f"{{{{text t}}}} {{{{{declared} verdict v = at least {needed} of ({', '.join(clauses)})}}}}"
    )
    program = Program(policy.checked, backend)
    found = asyncio.run(program.changes(dict.fromkeys(clauses, False), "v", False))
    assert {len(flip.changed) for flip in found.flips} == ({8} if needed == 8 else set())
    assert (found.limit, found.never) == (needed - 1, False)


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize(
    ("formula", "answers", "values", "outcome", "surely"),
    [
        ("(a or n > 3) and (b or c and d)", {}, {"a": True, "b": True}, True, "abcdn"),
        ("a and b and c", {}, {"a": False}, False, "abc"),
        ("at least 2 of (a, b, c)", {"a": True}, {"b": True}, True, "bc"),
        ("a and n > 3 or not a and n > 3", {}, {"n": 0}, False, "n"),
        ("grade > low and a", {}, {"a": False}, False, ("a", "grade")),
        ('city == "Oslo" and grade == middle', {"grade": "middle"}, {"city": "Oslo"}, True, ("city",)),
    ],
)
def test_the_shortest_way_to_settle_a_verdict(
    formula: str, answers: Values, values: Values, outcome: bool, surely: Sequence[str], backend: BackendName
) -> None:
    program = compiled(f"{{{{verdict v = {formula}}}}}", backend)
    certificate, deciding = asyncio.run(program.certificate(answers, "v"))
    assert certificate is not None
    assert deciding is not None
    assert (certificate.values, certificate.outcome, certificate.smallest) == (values, outcome, True)
    assert (deciding.clauses, deciding.smallest) == (tuple(surely), True)


def test_of_clauses_that_tell_the_same_the_first_is_asked() -> None:
    """One after the other on one program: what was asked before leaves nothing behind."""
    program = compiled(
        "{{assume a iff b}} {{assume c iff not d}} {{verdict v = (a and d) or e verdict w = b or c}}", "z3"
    )
    asked: list[tuple[Values, str, tuple[str, ...]]] = [
        ({}, "v", ("a", "c", "e")),
        ({"e": False}, "v", ("a", "c")),
        ({"e": False, "b": True}, "v", ("c",)),
        ({}, "w", ("a", "c")),
    ]
    for _ in range(2):
        for answers, verdict, surely in asked:
            _, deciding = asyncio.run(program.certificate(answers, verdict))
            assert deciding == DecidingSet(surely, smallest=True)


DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("formula", "answer", "day"),
    [
        ("d >= 2026-03-01", date(2026, 1, 9), DAY),
        ("d < 2026-03-01", date(2026, 3, 9), date(2026, 2, 28)),
        ("d != 2026-03-01", DAY - timedelta(40), DAY),
        ("d + 10 days > 2026-03-01", date(2026, 1, 9), date(2026, 2, 20)),
    ],
)
def test_days_are_near_the_answer_or_are_those_that_the_policy_names(formula: str, answer: date, day: date) -> None:
    policy = logitext.loads(f"{{{{let a = [[a]] let d: Date = [[d]] verdict v = a and {formula}}}}}")
    before = asyncio.run(policy.program.decide({"a": True, "d": answer}, ["v"])).values["v"]
    found = asyncio.run(policy.program.changes({"a": True, "d": answer}, "v", before))
    assert {"d": day} in [flip.changed for flip in found.flips]
    certificate, _ = asyncio.run(policy.program.certificate({"a": True}, "v"))
    assert certificate is not None
    (own,) = certificate.values.values()
    assert isinstance(own, date)
    assert abs(own - DAY) < timedelta(12)  # an open one is near a day that the policy names
