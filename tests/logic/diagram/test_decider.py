"""What only diagrams say: how far the nearest world with another value is; and that they meet each node once."""

from __future__ import annotations

from fractions import Fraction

import pytest

import logitext
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.decider import DiagramDecider
from logitext.policy.sorts import Value
from tests.logic import policies

EQUAL = """{{verdict real = if a then 1.0 else 0.5  verdict whole = if b then 1 else 0  verdict holds = c
    verdict long = if d then (if e then 2 else 1) else 2.0}}"""


def decider(source: str) -> DiagramDecider:
    return DiagramDecider(diagrams(policies.compiled(source, "diagram").policy))


@pytest.mark.parametrize(
    ("verdict", "answers", "value", "distance"),
    [
        ("real", {"a": True}, Fraction(1), 1),
        ("whole", {"b": False}, 0, 1),
        ("holds", {"c": True}, True, 1),
        ("long", {"d": True, "e": False}, Fraction(1), 1),
        ("long", {"d": False}, Fraction(2), 1),
        ("long", {"d": False, "e": True}, Fraction(2), 2),
    ],
)
def test_the_nearest_world_with_another_value(
    verdict: str, answers: dict[str, Value], value: Value, distance: int
) -> None:
    assert decider(EQUAL).distance(answers, verdict, value) == distance


def test_each_node_is_met_once_whatever_the_ways_to_it() -> None:
    """Through the diagram of this assumption lead 2 ** 60 ways, and all but one verdict is impossible."""
    names = [f"c{number}" for number in range(60)]
    odd = " xor ".join(names)
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    made = DiagramDecider(diagrams(logitext.loads(f"{{{{{clauses} assume {odd} verdict v = {odd}}}}}").checked))
    assert dict(made.decide({}, ["v"]).values) == {"v": True}
    assert dict(made.decide({"c7": True, "c20": False}, ["v"]).values) == {"v": True}
    assert made.implicant({"c7": True}, "v", True).clauses == ()
