"""How many values terms may have on a diagram, and what is beyond."""

from __future__ import annotations

import asyncio
import itertools

import pytest

import logitext
from logitext.logic.diagram import build
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.cells import NotFiniteError

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
    ],
)
def test_terms_have_so_many_values_and_ways_to_them(term: str, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAX_VALUES", 3)
    policy = logitext.loads(f"{{{{{TERMS} verdict v = {term} > 1}}}}").checked
    if fits:
        assert len(diagrams(policy)) > 0
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
