"""Covers of simulated worlds: ours, by any criterion, and those of the rivals, by each-clause."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.generate import rivals as others
from benchmarks.generate.world import (
    VERDICT,
    Literal,
    SimulatedReader,
    SimulatedWriter,
    World,
    world_of,
)
from logitext.api.searches.cover import aimed, cover
from logitext.cover.worked_out import goals_of
from logitext.logic.worlds.space import Space

CRITERIA = ("pairwise", "implicants", "mcdc")
LIMIT = 400
"""The most texts of a cover."""


@dataclass
class Measured:
    """What a way of covering came to over all worlds of a size.

    `reached` of `realisable` goals were met as the reader says, `texts` were read, in `seconds`.
    """

    way: str
    criterion: str
    size: int
    crowded: bool
    worlds: int
    reached: int = 0
    realisable: int = 0
    texts: int = 0
    nogoods: int = 0
    seconds: float = 0.0

    @property
    def share(self) -> float:
        return self.reached / self.realisable

    @property
    def calls(self) -> float:
        """Calls a goal, where each question is a call."""
        return self.texts * (1 + self.size) / max(1, self.reached)

    @property
    def shared_calls(self) -> float:
        """Calls a goal, where a text's questions share a call."""
        return 2 * self.texts / max(1, self.reached)


def measure(criterion: str, size: int, seeds: Sequence[int], *, crowded: bool) -> Measured:
    """Our covers."""
    found = Measured("logitext", criterion, size, crowded, len(seeds))
    for seed in seeds:
        world = world_of(size, seed)
        policy = world.policy
        wanted = aimed(policy.checked, policy.program, policy.expansion, None, [VERDICT], criterion, LIMIT, 1.0)
        began = time.perf_counter()
        reader, writer = SimulatedReader(world), SimulatedWriter(world, crowded=crowded)
        outcome = asyncio.run(cover(wanted, {"writer": writer, "theory": reader}))
        found.seconds += time.perf_counter() - began
        goals = asyncio.run(goals_of(wanted.space, [VERDICT], criterion, LIMIT)).goals
        real = [_realisable(wanted.space, goal.aim, world) for goal in goals]
        found.realisable += sum(real)
        found.reached += sum(one.text is not None for one, can in zip(outcome.goals, real, strict=True) if can)
        found.texts += outcome.usage.texts
        found.nogoods += len(outcome.not_together)
    return found


def rivals(size: int, seeds: Sequence[int], ours: Measured, *, crowded: bool) -> Iterable[Measured]:
    """The other ways; best-of-n with as many texts as ours took."""
    ways = [Measured(way, "each-clause", size, crowded, len(seeds)) for way in others.WAYS]
    share = -(-ours.texts // len(seeds))
    for seed in seeds:
        world = world_of(size, seed)
        goals = each_clause(world)
        space = Space(world.policy.program)
        real = {goal for goal in goals if _possible(space, goal, world)}
        for found in ways:
            began = time.perf_counter()
            outcome = others.WAYS[found.way](world, goals, crowded, share)
            found.seconds += time.perf_counter() - began
            found.realisable += len(real)
            found.reached += len(outcome.met & real)
            found.texts += outcome.texts
    return ways


def each_clause(world: World) -> list[Literal]:
    """The goals of each-clause as literals."""
    space = Space(world.policy.program)
    mentioned = space.clauses_of(VERDICT)
    return [(name, value) for name in world.clauses if name in mentioned for value in (False, True)]


def _hidden(space: Space, world: World) -> int:
    """That nothing is together that cannot be."""
    worlds = space.worlds
    assert worlds is not None
    parts = [worlds.both(*[worlds.within(name, (int(value),)) for name, value in one]) for one in world.hidden]
    return worlds.negate(worlds.either(*parts))


def _realisable(space: Space, aim: object, world: World) -> bool:
    worlds = space.worlds
    assert worlds is not None
    return worlds.feasible(worlds.both(space.node(aim), _hidden(space, world)))  # type: ignore[arg-type]  # it is an aim


def _possible(space: Space, goal: Literal, world: World) -> bool:
    worlds = space.worlds
    assert worlds is not None
    return worlds.feasible(worlds.both(worlds.within(goal[0], (int(goal[1]),)), _hidden(space, world)))
