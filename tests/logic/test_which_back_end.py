"""Which back end decides a policy, and what a program tells of it."""

from __future__ import annotations

import asyncio
import itertools
from typing import cast

import pytest

from logitext.logic.backend_name import BackendName
from logitext.logic.diagram.build import diagrams
from logitext.policy.sorts import Value
from logitext.syntax.diagnostics import InputError
from tests.logic.policies import compiled

FINITE = "{{assume a iff b}} {{verdict v = (a and c) or n > 3 or d and (e or not e)}}"
CALCULATING = "{{assume a iff b}} {{verdict v = (a and c) or n + m > 3 or d and (e or not e)}}"
NODES = "diagrams with {} nodes"
WHY = "`n` is used in arithmetic, or compared with more than constants"


@pytest.mark.parametrize(
    ("source", "wanted", "said", "numbers", "widths"),
    [
        (FINITE, "auto", NODES, (2, 3, 4), (1.0, 0.2, 1.0)),
        (FINITE, "diagram", NODES, (2, 3, 4), (1.0, 0.2, 1.0)),
        (FINITE, "z3", "Z3", (), ()),
        (CALCULATING, "auto", f"Z3, because {WHY}", (), ()),
    ],
)
def test_what_decides(
    source: str, wanted: BackendName, said: str, numbers: tuple[int, ...], widths: tuple[float, ...]
) -> None:
    program = compiled(source, wanted)
    on_diagrams = said == NODES
    said = said.format(len(diagrams(program.counted))) if on_diagrams else said
    assert (program.backend, program.wanted_backend) == (said, wanted)
    assert program.slow_to_see_what_matters is not on_diagrams
    assert (program.product(["v"]) is not None) is on_diagrams
    assert (program.at_once is not None) is on_diagrams
    assert (program.values_of("n"), program.widths_of("n")) == (numbers, widths)
    assert (program.values_of("a"), program.widths_of("a")) == ((False, True), (1.0, 1.0))
    assert (program.values_of("grade"), program.widths_of("grade")) == (("low", "middle", "high"), (1.0, 1.0, 1.0))
    deciding = frozenset({"a", "b", "c", "d", "n", *(["m"] if source is CALCULATING else [])})  # `e` changes nothing
    assert asyncio.run(program.deciding()) == (deciding, frozenset[str]())
    assert not program.is_ready
    asyncio.run(program.ready())
    assert program.is_ready


def test_diagrams_cannot_be_had_of_every_policy() -> None:
    with pytest.raises(InputError) as caught:
        asyncio.run(compiled(CALCULATING, "diagram").ready())
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.message) == ("NLT610", f"the policy cannot be decided on diagrams: {WHY}")


def test_there_are_three_choices() -> None:
    with pytest.raises(ValueError, match="the back ends are auto, diagram, z3, not 'sat'"):
        compiled(FINITE, cast("BackendName", "sat"))


def test_a_world_that_is_looked_for_leaves_nothing_behind() -> None:
    program = compiled("{{verdict v = a and b or n > 0 and c verdict w = n > 5}}", "z3")
    for values in itertools.product((False, True), (False, True), (0, 1, 9)):
        liked: list[tuple[str, Value]] = list(zip("abn", values, strict=True))
        found = asyncio.run(program.world((), None, (), liked))
        assert found is not None
        assert [(name, found[name]) for name in "abn"] == liked
        assert asyncio.run(program.decide({}, ["v", "w"])).values == {}
