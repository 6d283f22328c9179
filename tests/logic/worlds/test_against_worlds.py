"""Worlds counted and chosen on diagrams, against all worlds of small policies tried one by one."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections import Counter
from collections.abc import Collection, Sequence
from random import Random

import pytest

import logitext
from logitext.logic.cone_of_influence import clauses_in
from logitext.logic.worlds import diagram
from logitext.logic.worlds.space import Aim, Space
from logitext.logic.worlds.wanted import Wanted
from logitext.syntax.diagnostics import PolicyError
from tests.logic.made import Made, World, made

SEEDS = 120


def space_of(seed: int, *, named: bool = False) -> tuple[Made, Space]:
    one = made(seed, named=named)
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
    one, space = space_of(seed, named=True)
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
    one, space = space_of(seed, named=True)
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
            for choice in space.choices(left_out.clause):  # and no value more would do
                like = [world for world in worlds if meets(world, [*rest, choice])]
                level = _level(space, left_out.clause)
                if not set(space.cells([choice])[level]) <= set(space.cells([left_out])[level]):
                    assert not like or not all(one.holds(world) is value for world in like)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_prime_cubes_cover_everything(seed: int) -> None:
    one, space = space_of(seed, named=True)
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
    one, space = space_of(seed, named=True)
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
    one, space = space_of(seed, named=True)
    worlds = one.worlds()
    seen = {in_cells(space, world): one.holds(world) for world in worlds}
    for name in one.values:
        level = sorted(space.at(worlds[0])).index(_level(space, name)) if worlds else 0
        by_rest: dict[tuple[int, ...], dict[int, bool]] = {}
        for cells, holds in seen.items():
            by_rest.setdefault(cells[:level] + cells[level + 1 :], {})[cells[level]] = holds
        pairs = Counter(
            (a, b) for ends in by_rest.values() for a, b in itertools.permutations(ends, 2) if ends[a] and not ends[b]
        )
        pair = space.decisive("found", True, name)
        assert (pair is not None) is bool(pairs)
        if pair is None:
            continue
        for aim, value in zip(pair, (True, False), strict=True):
            met = [world for world in worlds if asyncio.run(space.state(aim, world))]
            assert met
            for world in met:
                assert one.holds(world) is value
                cells = in_cells(space, world)
                assert len(set(by_rest[cells[:level] + cells[level + 1 :]].values())) == 2
        own = [space.choices(name).index(aim.wanted[0]) for aim in pair]
        assert pairs[own[0], own[1]] == max(pairs.values())


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_known_of_a_world(seed: int) -> None:
    one, space = space_of(seed, named=True)
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
    one, space = space_of(seed, named=True)
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


@pytest.mark.parametrize("seed", range(0, SEEDS, 3))
def test_z3_avoids_and_likes_in_their_order(seed: int) -> None:
    one, finite = space_of(seed)
    program = logitext.loads(one.source, backend="z3").program
    rng, so = Random(seed), [world for world in one.worlds() if one.holds(world)]
    if not so:
        return
    facts = [(name, value) for name, values in one.values.items() if name != "count" for value in values]
    liked = rng.sample(facts, min(4, len(facts)))
    avoid = [finite.known(dict([fact])) for fact in rng.sample(facts, min(4, len(facts)))]
    left = so
    for demands in avoid:
        left = [world for world in left if not meets(world, demands)] or left
    found = asyncio.run(program.world((), ("found", True), avoid))
    assert found is not None
    assert {name: found[name] for name in one.values if name != "count"} in [
        {name: own for name, own in world.items() if name != "count"} for world in left
    ]
    left = so
    for name, value in liked:
        left = [world for world in left if world[name] == value] or left
    found = asyncio.run(program.world((), ("found", True), (), liked))
    assert found is not None
    assert all(found[name] in {world[name] for world in left} for name, _ in liked)


@pytest.mark.parametrize("seed", range(0, SEEDS, 3))
def test_without_diagrams(seed: int) -> None:
    """What can be asked of a policy that Z3 decides has the same answers."""
    one, finite = space_of(seed, named=True)
    worlds, names = one.worlds(), list(one.values)
    space = Space(logitext.loads(one.source, backend="z3").program)
    space.worlds = None
    assert space.clauses_of("found") == finite.clauses_of("found")
    assert space.outcomes("found") == (True, False)
    for name in names:
        assert space.choices(name) == (() if name in ("count", "city") else finite.choices(name))
    prices = {(name, value): index % 3 + 0.5 for name in names for index, value in enumerate(one.values[name])}
    for value in (True, False):
        wanted = finite.known({names[0]: one.values[names[0]][seed % 2]})
        aim = Aim(("found", value), wanted)
        so = [world for world in worlds if one.holds(world) is value and meets(world, wanted)]
        assert asyncio.run(space.feasible(aim)) is bool(so)
        cube = asyncio.run(space.cube(aim, lambda *key: prices.get(key, 1.0)))
        assert (cube is None) == (not so)
        if cube is not None:
            assert set(wanted) <= set(cube)
            within = [world for world in worlds if meets(world, cube)]
            assert within or any(one.clause in ("count", "city") for one in cube)  # there are others than those listed
            assert all(world in so for world in within)
        for world in worlds[:: max(1, len(worlds) // 5)]:
            known = {name: world[name] for name in names[: 1 + seed % len(names)]}
            assert asyncio.run(space.allows(known))
            assert asyncio.run(space.state(aim, world)) is (world in so)
            some = [other for other in worlds if all(other[name] == own for name, own in known.items())]
            ends = {other in so for other in some}
            expected = ends.pop() if len(ends) == 1 else None
            assert asyncio.run(space.state(aim, known)) is expected, (aim, known)
    forbidden = [
        dict(zip(names, values, strict=True))
        for values in itertools.product(*one.values.values())
        if dict(zip(names, values, strict=True)) not in worlds
    ]
    for world in forbidden[:5]:
        assert not asyncio.run(space.allows(world))
        assert not asyncio.run(finite.allows(world))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_can_be_known_to_meet_an_aim(seed: int) -> None:
    """Of some clauses only some values can be known: a world shows the others, and these where it has them."""
    one, space = space_of(seed, named=True)
    rng, worlds = Random(seed), one.worlds()
    said = {
        name: [choice.values[0] for choice in space.choices(name) if len(choice.values) == 1 and rng.random() < 0.5]
        for name in one.values
        if rng.random() < 0.7
    }

    def shown(world: World) -> World:
        return {name: own for name, own in world.items() if name not in said or own in said[name]}

    for value in (True, False):
        aim = Aim(("found", value))
        surely = [
            world
            for world in worlds
            if all(one.holds(other) is value for other in worlds if in_part(space, other, shown(world)))
        ]
        assert space.confirmable(aim, said) is bool(surely)
        prices = {(name, own): rng.uniform(0.1, 3) for name, values in one.values.items() for own in values}
        cube = asyncio.run(space.cube(aim, lambda *key: prices.get(key, 1.0), said=said))  # noqa: B023  # called now
        assert (cube is None) == (not surely)
        if cube is None:
            continue
        within = [world for world in worlds if meets(world, cube)]
        assert within
        assert all(one.holds(world) is value for world in within)
        for demand in cube:
            assert demand.clause not in said or any(map(demand.admits, said[demand.clause]))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_how_likely_a_verdict_is(seed: int) -> None:
    one, space = space_of(seed, named=True)
    rng, finite = Random(seed), space.worlds
    assert finite is not None
    weights = [[rng.uniform(0.1, 1) for _ in range(size)] for size in finite.forest.sizes]
    weights = [[weight / sum(level) for weight in level] for level in weights]

    def weight_of(cells: tuple[int, ...]) -> float:
        return math.prod(level[cell] for level, cell in zip(weights, cells, strict=True))

    seen = {in_cells(space, world): one.holds(world) for world in one.worlds()}
    likely = sum(weight_of(cells) for cells, holds in seen.items() if holds) / sum(map(weight_of, seen))
    assert finite.share(space.node(Aim(("found", True))), weights) == pytest.approx(likely)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_worlds_that_are_left_out(seed: int) -> None:
    one, space = space_of(seed, named=True)
    rng, names = Random(seed), list(one.values)
    so = [world for world in one.worlds() if one.holds(world)]
    left_out = rng.sample(so, len(so) // 2)
    aim = space.except_for(Aim(("found", True)), [space.known(world) for world in left_out])
    cells = {in_cells(space, world) for world in so} - {in_cells(space, world) for world in left_out}
    assert space.count(aim, names) == len(cells)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_to_be_avoided_is_as_far_as_that_can_be(seed: int) -> None:
    """One after the other: what leaves no world is not, nor what makes no difference."""
    one, space = space_of(seed, named=True)
    rng, names = Random(seed), list(one.values)
    left = {in_cells(space, world) for world in one.worlds() if one.holds(world)}
    order = sorted(names, key=lambda name: _level(space, name))
    differing = {name for level, name in enumerate(order) if not _free(left, level, len(space.choices(name)))}
    avoid = []
    for world in rng.sample(one.worlds(), min(4, len(one.worlds()))):
        some = rng.sample(names, min(2, len(names)))
        avoid.append(frozenset(space.known({name: world[name] for name in some})))
        at = {order.index(name): space.at(world)[_level(space, name)] for name in some}
        rest = {cells for cells in left if any(cells[level] != cell for level, cell in at.items())}
        left = rest if rest and differing.issuperset(some) else left
    aim = space.avoiding(Aim(("found", True), node=space.allowing(names)), avoid)
    assert space.count(aim, names) == len(left)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_clauses_that_assumptions_tie(seed: int) -> None:
    one, space = space_of(seed, named=True)
    policy = space.policy
    assert space.worlds is not None
    for name in one.values:
        expected = {name}
        for _ in policy.assumptions:
            for assumption in policy.assumptions:
                about = clauses_in(assumption.term, policy)
                expected |= about if about & expected else set()
        assert space.worlds.tied([name]) == expected


def test_a_space_that_grows_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "MAX_NODES", 5)
    space = Space(logitext.loads(made(0).source).program)
    assert (space.worlds, space.why) == (None, "its diagram grows too large")


def _free(worlds: Collection[tuple[int, ...]], level: int, size: int) -> bool:
    """Whether a level makes no difference to what is among the worlds."""
    return all((*cells[:level], cell, *cells[level + 1 :]) in worlds for cells in worlds for cell in range(size))


def in_part(space: Space, world: World, known: World) -> bool:
    part = {name: world[name] for name in known}
    return space.at(part) == space.at(known)


def _level(space: Space, name: str) -> int:
    assert space.worlds is not None
    return space.worlds.level_of[name]
