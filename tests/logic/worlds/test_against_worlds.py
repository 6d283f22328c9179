"""Worlds counted and chosen on diagrams, against all worlds of small policies tried one by one.

The worlds are tried by Python's own `and`, `or` and `not` on values: nothing of `logic/` is used for it.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import pytest

import logitext
from logitext.logic.worlds.space import Aim, Space
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.sorts import Value
from logitext.syntax.diagnostics import PolicyError

World = Mapping[str, Value]
Test = Callable[[World], bool]

SEEDS = 120


@dataclass(frozen=True)
class Made:
    """A policy, the values of each clause that it can tell apart, whether a world is allowed, whether it is so."""

    source: str
    values: Mapping[str, Sequence[Value]]
    allowed: Test
    holds: Test

    def worlds(self) -> list[World]:
        every = itertools.product(*self.values.values())
        return [world for one in every if self.allowed(world := dict(zip(self.values, one, strict=True)))]


def made(seed: int) -> Made:
    """Up to five Boolean clauses, a label and a number, a formula over them, and up to two assumptions."""
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
    text, holds = _formula(rng, atoms, 3)
    assumed = [_formula(rng, rng.sample(atoms, min(3, len(atoms))), 2) for _ in range(rng.choice((0, 0, 1, 2)))]
    lines += [f"{{{{assume {one}}}}}" for one, _ in assumed]
    lines.append(f"{{{{verdict found = {text}}}}}")
    return Made(
        "{{text post}}\n" + "\n".join(lines) + "\n",
        values,
        lambda world: all(test(world) for _, test in assumed),
        holds,
    )


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


def space_of(seed: int) -> tuple[Made, Space]:
    one = made(seed)
    policy = logitext.loads(one.source)
    try:
        asyncio.run(policy.program.ready())
    except PolicyError:
        pytest.skip("its assumptions contradict each other")
    return one, Space(policy.program)


def meets(world: World, demands: Sequence[Wanted]) -> bool:
    return all(one.admits(world[one.clause]) for one in demands)


def in_cells(space: Space, world: World) -> tuple[int, ...]:
    """The world as cells: what the policy can tell apart of it."""
    cells = space.at(world)
    return tuple(cells[level] for level in sorted(cells))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_feasible_and_counted(seed: int) -> None:
    one, space = space_of(seed)
    worlds = one.worlds()
    for value in (True, False):
        so = [world for world in worlds if one.holds(world) is value]
        assert asyncio.run(space.feasible(Aim(("found", value)))) is bool(so)
        names = list(one.values)
        aim = Aim(("found", value), node=space.allowing(names))
        assert space.count(aim, names) == len({in_cells(space, world) for world in so})
        some = names[::2]
        partly = {tuple(space.at({name: world[name] for name in some}).items()) for world in so}
        assert space.count(aim, some) == len(partly)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_cube_entails_what_it_is_for(seed: int) -> None:
    one, space = space_of(seed)
    rng = Random(seed)
    worlds = one.worlds()
    prices = {(name, value): rng.uniform(0.1, 3) for name, values in one.values.items() for value in values}
    for value in (True, False):
        cube = asyncio.run(space.cube(Aim(("found", value)), lambda *key: prices.get(key, 1.0)))
        so = [world for world in worlds if one.holds(world) is value]
        assert (cube is None) == (not so)
        if cube is None:
            continue
        within = [world for world in worlds if meets(world, cube)]
        assert within, "no allowed world is in it"
        assert all(one.holds(world) is value for world in within)
        for left_out in cube:  # it is minimal
            rest = [demand for demand in cube if demand is not left_out]
            assert not all(one.holds(world) is value for world in worlds if meets(world, rest))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_prime_cubes_cover_everything(seed: int) -> None:
    one, space = space_of(seed)
    worlds = one.worlds()
    for value in (True, False):
        cubes = list(space.cubes(Aim(("found", value)), lambda *_: 1.0))
        kept = space.irredundant(cubes)
        for some in (cubes, kept):
            covered = [world for world in worlds if any(meets(world, cube) for cube in some)]
            assert covered == [world for world in worlds if one.holds(world) is value]
        for index in range(len(kept)):
            others = kept[:index] + kept[index + 1 :]
            assert [world for world in worlds if any(meets(world, cube) for cube in others)] != [
                world for world in worlds if one.holds(world) is value
            ]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_heaviest_world(seed: int) -> None:
    one, space = space_of(seed)
    rng = Random(seed)
    names = list(one.values)
    weights = {(name, choice): rng.uniform(-2, 2) for name in names for choice in range(len(space.choices(name)))}
    chosen = {
        (name, option.sample()): weights[name, n] for name in names for n, option in enumerate(space.choices(name))
    }

    def weight_of(world: World) -> float:
        return sum(weights[name, space.at({name: world[name]})[_level(space, name)]] for name in names)

    for value in (True, False):
        so = [world for world in one.worlds() if one.holds(world) is value]
        found = space.heaviest(Aim(("found", value)), lambda *key: chosen.get(key, 0.0), names)
        assert (found is None) == (not so)
        if found is not None:
            inside = [world for world in so if meets(world, found)]
            assert inside
            assert weight_of(inside[0]) == pytest.approx(max(map(weight_of, so)))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_pair_in_which_one_clause_decides(seed: int) -> None:
    one, space = space_of(seed)
    worlds = one.worlds()
    seen = {in_cells(space, world): one.holds(world) for world in worlds}
    for name in one.values:
        level = sorted(space.at(worlds[0])).index(_level(space, name)) if worlds else 0
        by_rest: dict[tuple[int, ...], set[bool]] = {}
        for cells, holds in seen.items():
            by_rest.setdefault(cells[:level] + cells[level + 1 :], set()).add(holds)
        turns = any(len(both) == 2 for both in by_rest.values())
        pair = space.decisive("found", True, name)
        assert (pair is not None) is turns
        if pair is None:
            continue
        for aim, value in zip(pair, (True, False), strict=True):
            met = [world for world in worlds if asyncio.run(space.state(aim, world))]
            assert met
            for world in met:
                assert one.holds(world) is value
                cells = in_cells(space, world)
                assert len(by_rest[cells[:level] + cells[level + 1 :]]) == 2
        assert pair[0].wanted != pair[1].wanted


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_known_of_a_world(seed: int) -> None:
    one, space = space_of(seed)
    rng = Random(seed)
    worlds = one.worlds()
    for world in rng.sample(worlds, min(6, len(worlds))):
        known = {name: value for name, value in world.items() if rng.random() < 0.6}
        ends = {one.holds(other) for other in worlds if in_part(space, other, known)}
        expected = ends.pop() if len(ends) == 1 else None
        assert asyncio.run(space.state(Aim(("found", True)), known)) is expected
        assert asyncio.run(space.allows(known))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_z3_finds_worlds_too(seed: int) -> None:
    one, space = space_of(seed)
    if seed % 3:
        return
    program = logitext.loads(one.source, backend="z3").program
    for value in (True, False):
        so = [world for world in one.worlds() if one.holds(world) is value]
        found = asyncio.run(program.world((), ("found", value)))
        assert (found is None) == (not so)
        if found is None:
            continue
        assert one.allowed(found)
        assert one.holds(found) is value
        name = next(iter(one.values))
        wanted = space.known({name: so[0][name]})
        other = asyncio.run(program.world(wanted, ("found", value), [wanted]))
        assert other is not None
        assert meets(other, wanted)  # what is wanted goes before what is to be avoided


def in_part(space: Space, world: World, known: World) -> bool:
    part = {name: world[name] for name in known}
    return space.at(part) == space.at(known)


def _level(space: Space, name: str) -> int:
    assert space.worlds is not None
    return space.worlds.level_of[name]
