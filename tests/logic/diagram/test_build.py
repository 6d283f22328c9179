"""How many values terms may have on a diagram, and what is beyond."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping

import pytest

import logitext
from logitext.logic.diagram import build
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.cells import NotFiniteError, cells_of
from logitext.logic.diagram.store import TooLargeError
from logitext.policy.sorts import BOOL
from logitext.policy.tallies import tally
from logitext.policy.term import ClauseRef
from logitext.syntax.source import Span

TERMS = """let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] let e = [[e]] let f = [[f]]
  let x = if a then 1 else if b then 2 else 3
  let y = if c then 1 else if d then 2 else 3
  let z = if e then 1 else if f then 2 else 3"""


@pytest.mark.parametrize(
    ("term", "fits"),
    [
        ("x + y", False),  # five values
        ("min(x, y)", True),  # nine ways to three values
        ("min(x, y, if e then 1 else 2)", False),  # eighteen ways
        ("min(if a then 1 else 2, if c then 1 else 2, if e then 1 else 2)", True),  # eight
        ("abs(x)", True),
        ("x + x", True),  # three values: one and two together never come
        ("abs(x * x)", True),
    ],
)
def test_terms_have_so_many_values_and_ways_to_them(term: str, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAX_VALUES", 3)
    policy = logitext.loads(f"{{{{{TERMS} verdict v = {term} > 1}}}}").checked
    if fits:
        assert "v" in diagrams(policy).verdicts
    else:
        with pytest.raises(NotFiniteError, match="grows too large"):
            diagrams(policy)


ORDERS = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__, "==": int.__eq__, "!=": int.__ne__}


@pytest.mark.parametrize("written", ORDERS)
@pytest.mark.parametrize("sort", ["numbers", "labels"])
def test_values_are_compared_by_their_order(sort: str, written: str) -> None:
    """Labels as they are declared: here against the alphabet."""
    names = ["1", "2", "3"] if sort == "numbers" else ["low", "high", "extreme"]
    lets = [f"let {x}{place} = [[{x}{place}]]" for x in "pq" for place in (0, 1)]
    if sort == "labels":
        lets += [f"let {x}: low | high | extreme = [[{x}]]" for x in "xy"]
    else:
        lets += [f"let {x} = if {p}0 then 1 else if {p}1 then 2 else 3" for x, p in ("xp", "yq")]
    policy = logitext.loads(f"{{{{{' '.join(lets)} verdict v = x {written} y}}}}", backend="diagram")
    for left, right in itertools.product(range(3), repeat=2):
        if sort == "labels":
            answers: dict[str, object] = {"x": names[left], "y": names[right]}
        else:
            answers = {f"{p}{place}": place == at for p, at in (("p", left), ("q", right)) for place in (0, 1)}
        decision = asyncio.run(policy.program.decide(answers, ["v"]))  # type: ignore[arg-type]
        assert decision.values == {"v": ORDERS[written](left, right)}, (names[left], written, names[right])


def _x(a: bool, b: bool) -> int:
    return 1 if a else 2 if b else 3


CALCULATED: Mapping[str, Callable[[int, int, Mapping[str, bool]], int]] = {
    "-x": lambda x, _y, _: -x,
    "x - y": lambda x, y, _: x - y,
    "x + y + x": lambda x, y, _: 2 * x + y,
    "x * y * x": lambda x, y, _: x * y * x,
    "min(x, -y)": lambda _x, y, _: -y,
    "abs(x - y)": lambda x, y, _: abs(x - y),
    "floor(x * 0.5)": lambda x, _y, _: x // 2,
    "(if a then 1 else 0) + (if b then 1 else 0) + y": lambda _x, y, its: its["a"] + its["b"] + y,
    "if d then x else -y": lambda x, y, its: x if its["d"] else -y,
}


@pytest.mark.parametrize("term", CALCULATED)
def test_numbers_are_calculated(term: str) -> None:
    policy = logitext.loads(f"{{{{{TERMS} verdict v: Int = {term}}}}}", backend="diagram")
    for values in itertools.product((False, True), repeat=4):
        answers = dict(zip("abcd", values, strict=True))
        decision = asyncio.run(policy.program.decide(answers, ["v"]))
        expected = CALCULATED[term](_x(*values[:2]), _x(*values[2:]), answers)
        assert decision.values == {"v": expected}, answers


@pytest.mark.parametrize(("most", "fits"), [(3, True), (2, False)])
def test_so_many_formulas_are_counted(most: int, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAX_TALLY", most)
    policy = logitext.loads(f"{{{{{TERMS} verdict v = a}}}}").checked
    builder = build.DiagramBuilder(policy, cells_of(policy))
    builder.define()
    term = tally([ClauseRef(name, BOOL) for name in "abc"], Span(0, 0))
    if fits:
        assert set(builder.read(term, builder.defined())) == {0, 1, 2, 3}  # type: ignore[arg-type]  # by number
    else:
        with pytest.raises(TooLargeError):
            builder.read(term, builder.defined())


def test_a_size_is_the_number_of_questions() -> None:
    assert len(diagrams(logitext.loads(f"{{{{{TERMS} verdict v = at least 2 of (a, b, c)}}}}").checked)) == 4


@pytest.mark.parametrize(
    ("nodes", "steps", "per_clause", "fits"),
    [
        (1000, 1000, 0, True),
        (1000, 0, 0, False),
        (0, 1000, 0, False),
        (0, 0, 100, True),  # for each clause so many nodes, and twice as many steps, are never too many
        (0, 0, 1, False),
    ],
)
def test_diagrams_have_limits(
    nodes: int, steps: int, per_clause: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, limit in (("MAX_NODES", nodes), ("MAX_STEPS", steps), ("PER_CLAUSE", per_clause)):
        monkeypatch.setattr(build, name, limit)
    policy = logitext.loads(f"{{{{{TERMS} verdict v = at least 3 of (a, b, c, d, e, f)}}}}").checked
    if fits:
        assert len(diagrams(policy)) > 0
    else:
        with pytest.raises(NotFiniteError, match="grows too large"):
            diagrams(policy)
