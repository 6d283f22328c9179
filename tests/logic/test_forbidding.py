"""What forbids a verdict a value, and the grounds of one, against all worlds of small policies.

Definitions that are left out of what forbids may say anything.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from random import Random

import pytest

import logitext
from logitext.logic.backend import Forbidding
from logitext.policy.sorts import Value

World = Mapping[str, Value]
Test = Callable[[World], bool]

VALUES: Mapping[str, tuple[Value, ...]] = {
    "a": (False, True),
    "b": (False, True),
    "harm": ("grave", "none", "some"),
    "n": (0, 1, 2, 3),
}
SORTS = {"a": "", "b": "", "harm": ": grave | none | some", "n": ": Int"}
ATOMS: list[tuple[str, Test]] = [
    ("a", lambda world: world["a"] is True),
    ("b", lambda world: world["b"] is True),
    ("harm == none", lambda world: world["harm"] == "none"),
    ("harm != some", lambda world: world["harm"] != "some"),
    ("harm <= some", lambda _: True),  # the last label
    ("n > 1", lambda world: world["n"] > 1),  # type: ignore[operator]  # it is a number
    ("n == 2", lambda world: world["n"] == 2),
]
DEFINED = ("x", "y")


def _formula(rng: Random, atoms: list[tuple[str, Test]]) -> tuple[str, Test]:
    (left, one), (right, other) = rng.sample(atoms, 2)
    word = rng.choice(("and", "or", "xor", "implies"))
    holds: dict[str, Test] = {
        "and": lambda world: one(world) and other(world),
        "or": lambda world: one(world) or other(world),
        "xor": lambda world: one(world) != other(world),
        "implies": lambda world: not one(world) or other(world),
    }
    return f"({left}) {word} ({right})", holds[word]


@dataclass(frozen=True)
class Made:
    """A policy of two definitions, two assumptions and a verdict; what each of them says of a world."""

    source: str
    definitions: Mapping[str, Test]
    assumptions: Mapping[str, Test]
    verdict: Test

    def forbidden(self, answers: World, kept: Forbidding, value: bool) -> bool:
        """Whether what is kept leaves no world in which the verdict has the value."""
        worlds = itertools.product(*VALUES.values(), *[(False, True)] * len(DEFINED))
        return not any(
            self.verdict(world) is value
            and all(world[name] == answers[name] for name in kept.clauses)
            and all(world[name] is self.definitions[name](world) for name in kept.definitions)
            and all(self.assumptions[name](world) for name in kept.assumptions)
            for world in (dict(zip((*VALUES, *DEFINED), one, strict=True)) for one in worlds)
        )


def made(rng: Random) -> Made:
    x = _formula(rng, ATOMS)
    y = _formula(rng, [*ATOMS, ("x", lambda world: world["x"] is True)])
    atoms: list[tuple[str, Test]] = [*ATOMS, ("x", lambda world: world["x"] is True), ("y", lambda w: w["y"] is True)]
    first, second, verdict = (_formula(rng, atoms) for _ in range(3))
    lets = " ".join(f"let {name}{sort} = [[{name}]]" for name, sort in SORTS.items())
    says = f"let x = {x[0]} let y = {y[0]} assume p: {first[0]} assume q: {second[0]} verdict v = {verdict[0]}"
    source = f"{{{{{lets} {says}}}}}"
    return Made(source, {"x": x[1], "y": y[1]}, {"p": first[1], "q": second[1]}, verdict[1])


def _without(kept: Collection[str]) -> list[tuple[str, ...]]:
    return [tuple(name for name in kept if name != left_out) for left_out in kept]


@pytest.mark.parametrize("start", range(0, 80, 20))
def test_what_forbids_a_value_is_enough_and_has_nothing_to_spare(start: int) -> None:
    judged = 0
    for seed in range(start, start + 20):
        rng = Random(f"forbidding {seed}")
        one = made(rng)
        program = logitext.loads(one.source).program
        for _ in range(6):
            answers = {name: rng.choice(values) for name, values in VALUES.items() if rng.random() < 0.8}
            everything = Forbidding(tuple(answers), DEFINED, ("p", "q"))
            for value in (False, True):
                if not one.forbidden(answers, everything, value):
                    continue
                found = asyncio.run(program.forbidding(answers, "v", value))
                told = f"{found} of {answers} for {value}\n{one.source}"
                assert one.forbidden(answers, found, value), f"not enough: {told}"
                less = [
                    *(found._replace(clauses=rest) for rest in _without(found.clauses)),
                    *(found._replace(definitions=rest) for rest in _without(found.definitions)),
                    *(found._replace(assumptions=rest) for rest in _without(found.assumptions)),
                ]
                assert not any(one.forbidden(answers, rest, value) for rest in less), f"something to spare: {told}"
                assert list(found.clauses) == [name for name in VALUES if name in found.clauses], told
                judged += 1
    assert judged > 20


@pytest.mark.parametrize("start", range(0, 40, 20))
def test_the_grounds_of_a_value_are_enough_and_have_nothing_to_spare(start: int) -> None:
    """Definitions are no part of them: they always hold."""
    judged = 0
    for seed in range(start, start + 20):
        rng = Random(f"grounds {seed}")
        one = made(rng)
        policy = logitext.loads(one.source)
        for _ in range(4):
            answers = {name: rng.choice(values) for name, values in VALUES.items() if rng.random() < 0.8}
            for value in (False, True):
                if not one.forbidden(answers, Forbidding(tuple(answers), DEFINED, ("p", "q")), not value):
                    continue
                found = asyncio.run(policy.program.grounds(answers, policy.checked.body("v"), value))
                told = f"{found} of {answers} for {value}\n{one.source}"
                kept = Forbidding(found.clauses, DEFINED, found.assumptions)
                assert one.forbidden(answers, kept, not value), f"not enough: {told}"
                less = [
                    *(kept._replace(clauses=rest) for rest in _without(kept.clauses)),
                    *(kept._replace(assumptions=rest) for rest in _without(kept.assumptions)),
                ]
                assert not any(one.forbidden(answers, rest, not value) for rest in less), f"something to spare: {told}"
                judged += 1
    assert judged > 20
