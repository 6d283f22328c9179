"""Small policies made up at random, each with what it says in Python's own words.

The worlds of a policy are tried by Python's own `and`, `or` and `not` on values: nothing of `logic/` is used for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from logitext.policy.sorts import Value

World = Mapping[str, Value]
Test = Callable[[World], bool]

T = TypeVar("T", bound=Value)


@dataclass(frozen=True)
class Made:
    """A policy, and what it says of a world.

    A world gives each clause a value. It may give a definition one as well, which then stands for what it says.
    """

    source: str
    values: Mapping[str, Sequence[Value]]
    """Of each clause: a value for all that the policy can tell apart."""
    assumed: Sequence[Test]
    defined: Mapping[str, Callable[[World], Value]]
    """The definitions and the verdict `found`."""

    def allowed(self, world: World) -> bool:
        return all(test(world) for test in self.assumed)

    def holds(self, world: World) -> bool:
        return self.defined["found"](world) is True

    def worlds(self) -> list[World]:
        every = itertools.product(*self.values.values())
        return [world for one in every if self.allowed(world := dict(zip(self.values, one, strict=True)))]


def made(seed: int, *, named: bool = False) -> Made:
    """Up to five Boolean clauses, a label and a number, a formula over them, and up to two assumptions.

    Where it is `named`, with a text, and up to three definitions, one of them a number, for formula and assumptions.
    """
    rng = Random(f"worlds {seed}")
    names = [f"c{number}" for number in range(rng.randint(2, 5))]
    values: dict[str, Sequence[Value]] = dict.fromkeys(names, (False, True))
    atoms: list[tuple[str, Test]] = [(name, _is_true(name)) for name in names]
    lines = [f"{{{{let {name} = [[the post does {name}]]}}}}" for name in names]
    if rng.random() < 0.6:
        values["harm"] = ("none", "some", "grave")
        lines.append("{{let harm: none | some | grave = [[how bad it is]]}}")
        atoms.append(("harm == grave", lambda world: world["harm"] == "grave"))
        atoms.append(("harm != none", lambda world: world["harm"] != "none"))
    if rng.random() < 0.6:
        values["count"] = (1, 2, 3, 5, 6)  # below, at and above each of the numbers that it is compared with
        lines.append("{{let count: Int = [[how many there are]]}}")
        atoms.append(("count >= 2", lambda world: world["count"] >= 2))  # type: ignore[operator]  # it is a number
        atoms.append(("count > 5", lambda world: world["count"] > 5))  # type: ignore[operator]
        atoms.append(("count == 2", lambda world: world["count"] == 2))
    if named and rng.random() < 0.3:
        values["city"] = ("Oslo", "Rome", "Bonn")  # which is none of those that it is compared with
        lines.append("{{let city: Text = [[the city that is named]]}}")
        atoms.append(('city == "Oslo"', lambda world: world["city"] == "Oslo"))
        atoms.append(('city != "Rome"', lambda world: world["city"] != "Rome"))
    defined: dict[str, Callable[[World], Value]] = {}
    for number in range(rng.randint(0, 2) if named else 0):
        text, test = _formula(rng, atoms, 2)
        name = f"d{number}"
        lines.append(f"{{{{let {name} = {text}}}}}")
        defined[name] = _named(name, test)
        atoms.append((name, _named(name, test)))
    if named and rng.random() < 0.5:
        (one, first), (two, second) = _formula(rng, atoms, 1), _formula(rng, atoms, 1)
        lines.append(f"{{{{let points = (if {one} then 1 else 0) + (if {two} then 2 else 0)}}}}")
        points = _named("points", lambda world: first(world) + 2 * second(world))
        defined["points"] = points
        atoms.append(("points >= 2", lambda world: points(world) >= 2))
        atoms.append(("points == 1", lambda world: points(world) == 1))
    text, defined["found"] = _formula(rng, atoms, 3)
    assumed = [_formula(rng, rng.sample(atoms, min(3, len(atoms))), 2) for _ in range(rng.choice((0, 0, 1, 2)))]
    lines += [f"{{{{assume {one}}}}}" for one, _ in assumed]
    lines.append(f"{{{{verdict found = {text}}}}}")
    return Made("{{text post}}\n" + "\n".join(lines) + "\n", values, [test for _, test in assumed], defined)


def _named(name: str, meaning: Callable[[World], T]) -> Callable[[World], T]:
    """What a definition comes to, unless the world gives it a value."""
    return lambda world: world[name] if name in world else meaning(world)  # type: ignore[return-value]  # as it is given


def _is_true(name: str) -> Test:
    return lambda world: world[name] is True


def _formula(rng: Random, atoms: Sequence[tuple[str, Test]], depth: int) -> tuple[str, Test]:
    if not depth or rng.random() < 0.15:
        return rng.choice(atoms)
    match rng.randrange(5):
        case 0:
            text, test = _formula(rng, atoms, depth - 1)
            return f"not ({text})", lambda world: not test(world)
        case 1:
            a, b = _formula(rng, atoms, depth - 1), _formula(rng, atoms, depth - 1)
            return f"({a[0]}) implies ({b[0]})", lambda world: not a[1](world) or b[1](world)
        case 2:
            parts = [_formula(rng, atoms, depth - 1) for _ in range(3)]
            text = f"at least 2 of ({', '.join(one for one, _ in parts)})"
            return text, lambda world: sum(test(world) for _, test in parts) >= 2
        case kind:
            parts = [_formula(rng, atoms, depth - 1) for _ in range(2)]
            word = "and" if kind == 3 else "or"
            joined = all if kind == 3 else any
            return f" {word} ".join(f"({one})" for one, _ in parts), lambda world: joined(t(world) for _, t in parts)
