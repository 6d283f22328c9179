"""One suite for both back ends: whatever a policy has a diagram for, diagrams and Z3 say the same of it.

`test_program` tries both on each sort and size, and `test_against_judge` on policies that are made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import pytest

from logitext.logic.backend import Backend, Decision
from logitext.policy.sorts import Value
from tests.logic.backends import backend

Make = Callable[[str], Backend]


@pytest.fixture(params=["diagram", "z3"])
def make(request: pytest.FixtureRequest) -> Make:
    return lambda source: backend(source, request.param)


@pytest.mark.parametrize(
    ("assumptions", "contradictory"),
    [
        ("", False),
        ("assume a implies b assume a", False),
        ("assume a implies b assume a and not b", True),
        ("assume exactly 1 of (a, a)", True),
        ("assume n < 3 and n > 2", True),
        ("assume x < 3 and x > 2", False),
        ('assume city == "a" assume city == "b"', True),
        ("assume grade > high", True),
    ],
)
def test_assumptions_that_contradict_each_other(make: Make, assumptions: str, contradictory: bool) -> None:
    assert make(f"{{{{{assumptions} verdict v = c}}}}").contradictory() is contradictory


# --- what is decided ---------------------------------------------------------------------------------------------

APART = "{{assume a or b  assume c implies d  verdict va = a  verdict vc = c  verdict vx = e}}"
EQUAL = """{{verdict real = if a then 1.0 else 0.5  verdict whole = if b then 1 else 0  verdict holds = c
    verdict long = if d then (if e then 2 else 1) else 2.0}}"""


@pytest.mark.parametrize(
    ("answers", "verdicts", "values"),
    [
        ({"c": True, "d": False}, ("va",), None),
        ({"c": True, "d": False}, ("vx",), None),
        ({"c": True, "d": False}, (), None),
        ({"c": True, "d": False}, ("va", "vc"), None),
        ({"a": False, "b": False, "d": True}, ("vc", "vx"), None),
        ({"c": True, "d": True}, ("va",), {}),
        ({"c": True}, ("va",), {}),
        ({"a": False, "d": False}, ("va", "vx"), {"va": False}),
        ({"a": False, "d": False}, ("vc", "va"), {"vc": False, "va": False}),
        ({}, (), {}),
    ],
)
def test_a_contradiction_is_one_whatever_verdicts_are_wanted(
    make: Make, answers: dict[str, Value], verdicts: tuple[str, ...], values: dict[str, Value] | None
) -> None:
    found = make(APART).decide(answers, list(verdicts))
    wanted = Decision(True, {}) if values is None else Decision(False, values)
    assert (found.conflict, dict(found.values)) == (wanted.conflict, dict(wanted.values))


# --- why -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("verdict", "answers", "value", "reason"),
    [
        ("real", {"a": True}, Fraction(1), ("a",)),
        ("real", {"a": False}, Fraction(1, 2), ("a",)),
        ("whole", {"b": True}, 1, ("b",)),
        ("whole", {"b": False}, 0, ("b",)),
        ("holds", {"c": True}, True, ("c",)),
        ("holds", {"c": False}, False, ("c",)),
        ("long", {"d": True, "e": False}, Fraction(1), ("d", "e")),
        ("long", {"d": False}, Fraction(2), ("d",)),
        ("long", {"d": False, "e": True}, Fraction(2), ("d",)),
    ],
)
def test_equal_values_of_several_sorts_have_reasons_of_their_own(
    make: Make, order: int, verdict: str, answers: dict[str, Value], value: Value, reason: tuple[str, ...]
) -> None:
    """1, 1.0 and true are equal in Python, and of sorts of their own here."""
    lines = EQUAL[2:-2].split("verdict ")[1:]
    made = make("{{" + " ".join(f"verdict {line}" for line in lines[::order]) + "}}")
    everything = {"a": False, "b": False, "c": False, "d": True, "e": True} | answers
    assert made.implicant(answers, verdict, value, {}).clauses == reason
    assert made.decide(everything, [verdict]).values[verdict] == value


@pytest.mark.parametrize(
    ("doubts", "reason"),
    [({}, ("a",)), ({"a": 1.0}, ("b",)), ({"a": 1.0, "b": 1.0}, ("c",)), ({"a": 1.0, "b": 0.5, "c": 0.75}, ("b",))],
)
def test_of_reasons_of_one_size_the_least_doubtful_is_best(
    make: Make, doubts: dict[str, float], reason: tuple[str, ...]
) -> None:
    made = make("{{verdict v = a or b or c or (d and e)}}")
    answers: dict[str, Value] = dict.fromkeys("edcba", True)
    assert made.implicant(answers, "v", True, doubts).clauses == reason


def test_the_fewest_answers_are_a_better_reason_than_the_surest(make: Make) -> None:
    made = make("{{verdict v = a or (d and e)}}")
    assert made.implicant(dict.fromkeys("ade", True), "v", True, {"a": 9.0}).clauses == ("a",)


# --- what matters --------------------------------------------------------------------------------------------------

SOURCE = "{{verdict v = a and b or (c xor e)  verdict w = d and (a or n > 2)}}"
ALL = ("a", "b", "c", "d", "e", "n")

# Each differs from the one before in one respect: answers, verdicts, candidates, what is wanted, whether one will do.
ASKED: list[tuple[Mapping[str, Value], Sequence[str], Sequence[str], Sequence[str], bool, tuple[str, ...]]] = [
    ({}, ("v",), ALL, ALL, False, ("a", "b", "c", "e")),
    ({"a": False}, ("v",), ALL, ALL, False, ("c", "e")),
    ({"a": True}, ("v",), ALL, ALL, False, ("b", "c", "e")),
    ({"a": True}, ("w",), ALL, ALL, False, ("d",)),
    ({"a": False}, ("w",), ALL, ALL, False, ("d", "n")),
    ({"a": False}, ("v", "w"), ALL, ALL, False, ("c", "d", "e", "n")),
    ({"a": False}, ("v", "w"), ("c", "d", "e"), ("c", "d", "e"), False, ("c", "d", "e")),
    ({"a": False}, ("v", "w"), ("c", "d"), ("c", "d"), False, ("d",)),
    ({"a": False}, ("v", "w"), ALL, ("c", "d"), False, ("c", "d")),
    ({"a": False}, ("v", "w"), ALL, ("n", "e"), False, ("n", "e")),
    ({"a": False}, ("v", "w"), ALL, ("e", "n"), False, ("e", "n")),
    ({"a": False}, ("v", "w"), ALL, ("b", "n"), False, ("n",)),
    ({"a": False}, ("v", "w"), ALL, ("b", "n", "e"), True, ("n",)),
    ({"a": False}, ("v", "w"), ALL, ("b", "n", "e"), False, ("n", "e")),
]


@pytest.mark.parametrize(("answers", "verdicts", "candidates", "wanted", "first", "expected"), ASKED)
def test_what_matters(
    make: Make,
    answers: Mapping[str, Value],
    verdicts: Sequence[str],
    candidates: Sequence[str],
    wanted: Sequence[str],
    first: bool,
    expected: tuple[str, ...],
) -> None:
    assert make(SOURCE).relevant(answers, verdicts, candidates, wanted, first=first) == (expected, ())
