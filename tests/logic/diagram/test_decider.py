"""Answers on diagrams: contradictions that the verdicts asked for do not meet, and equal values of several sorts."""

from __future__ import annotations

import asyncio
from fractions import Fraction

import pytest

import logitext
from logitext.logic.backend import Decision
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.decider import Decider
from logitext.policy.sorts import Value
from tests.logic import policies

APART = "{{assume a or b  assume c implies d  verdict va = a  verdict vc = c  verdict vx = e}}"
EQUAL = """{{verdict real = if a then 1.0 else 0.5  verdict whole = if b then 1 else 0  verdict holds = c
    verdict long = if d then (if e then 2 else 1) else 2.0}}"""


def decider(source: str) -> Decider:
    return Decider(diagrams(policies.compiled(source, "diagram").policy))


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
    answers: dict[str, Value], verdicts: tuple[str, ...], values: dict[str, Value] | None
) -> None:
    found = decider(APART).decide(answers, list(verdicts))
    wanted = Decision(True, {}) if values is None else Decision(False, values)
    assert (found.conflict, dict(found.values)) == (wanted.conflict, dict(wanted.values))


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("verdict", "answers", "value", "reason", "distance"),
    [
        ("real", {"a": True}, Fraction(1), ("a",), 1),
        ("real", {"a": False}, Fraction(1, 2), ("a",), 1),
        ("whole", {"b": True}, 1, ("b",), 1),
        ("whole", {"b": False}, 0, ("b",), 1),
        ("holds", {"c": True}, True, ("c",), 1),
        ("holds", {"c": False}, False, ("c",), 1),
        ("long", {"d": True, "e": False}, Fraction(1), ("d", "e"), 1),
        ("long", {"d": False}, Fraction(2), ("d",), 1),
        ("long", {"d": False, "e": True}, Fraction(2), ("d",), 2),
    ],
)
def test_equal_values_of_several_sorts_have_reasons_of_their_own(
    order: int, verdict: str, answers: dict[str, Value], value: Value, reason: tuple[str, ...], distance: int
) -> None:
    """1, 1.0 and true are equal in Python, and ends of their own on a diagram."""
    lines = EQUAL[2:-2].split("verdict ")[1:]
    made = decider("{{" + " ".join(f"verdict {line}" for line in lines[::order]) + "}}")
    everything = {"a": False, "b": False, "c": False, "d": True, "e": True} | answers
    assert made.implicant(answers, verdict, value) == reason
    assert made.distance(answers, verdict, value) == distance
    assert made.decide(everything, [verdict]).values[verdict] == value


def test_both_engines_give_the_same_reason_for_equal_values() -> None:
    for engine in ("diagram", "z3"):
        program = policies.compiled(EQUAL, engine)
        answers = {"a": True, "b": True}
        assert asyncio.run(program.implicant(answers, "real", Fraction(1))) == ("a",)
        assert asyncio.run(program.implicant(answers, "whole", 1)) == ("b",)


def test_each_node_is_met_once_whatever_the_ways_to_it() -> None:
    """Through the diagram of this assumption lead 2 ** 60 ways, and all but one verdict is impossible."""
    names = [f"c{number}" for number in range(60)]
    odd = " xor ".join(names)
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    made = Decider(diagrams(logitext.loads(f"{{{{{clauses} assume {odd} verdict v = {odd}}}}}").checked))
    assert dict(made.decide({}, ["v"]).values) == {"v": True}
    assert dict(made.decide({"c7": True, "c20": False}, ["v"]).values) == {"v": True}
    assert made.implicant({"c7": True}, "v", True) == ()
