"""`all`: every way to give all clauses values."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

from logitext.cover.criterion import CoverCriterion, register
from logitext.cover.goal_list import GoalList
from logitext.logic.worlds.space import Aim
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.goal import GOAL
from logitext.policy.sorts import Value

MOST = 100_000
"""The most goals that are listed."""


@register
class AllCriterion(CoverCriterion):
    """The ways to give clauses values."""

    summary = "every way to give values to all clauses"
    needs_diagrams = True

    async def work_out(self, goals: GoalList, limit: int) -> AsyncIterator[None]:
        """A goal for each way, up to the limit; how many there are is counted."""
        asked = GOAL in goals.verdicts
        aim = Aim((GOAL, True) if asked else None, node=goals.space.allowing(goals.clauses))
        found = goals.found
        found.feasible = goals.space.count(aim, goals.clauses)
        for world in itertools.islice(_worlds(goals, aim), min(limit, MOST)):
            goals.add_feasible(", ".join(map(str, world)), Aim(None, world))
            yield
        if found.feasible > len(found.goals):
            found.notes.append(f"{found.feasible - len(found.goals)} more goals are not listed")


def _worlds(goals: GoalList, aim: Aim) -> Iterator[tuple[Wanted, ...]]:
    """The ways to give the clauses values, one after the other; each as unlike those before as it can be."""
    space = goals.space
    weights: dict[tuple[str, Value | None], int] = {}
    while True:
        chosen = space.heaviest(aim, lambda name, value: -weights.get((name, value), 0), goals.clauses)
        if chosen is None:
            return
        world = tuple([one for one in chosen if one.clause in goals.clauses])
        for one in world:
            weights[one.clause, one.value] = weights.get((one.clause, one.value), 0) + 1
        yield world
        aim = space.except_for(aim, [world])
