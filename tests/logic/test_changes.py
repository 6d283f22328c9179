"""What would change a verdict, and what settles an open one: the fewest answers, with the plainest values."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from logitext.logic.program import BackendName
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
    assert (found.flips, found.never) == ((), True)


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
