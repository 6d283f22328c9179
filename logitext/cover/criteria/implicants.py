"""`implicants`: every prime cube of an irredundant cover of the ways in which each verdict gets each value."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

from logitext.cover.criterion import CoverCriterion, register
from logitext.cover.goal_list import GoalList, outcome_words
from logitext.logic.worlds.space import Aim
from logitext.policy.sorts import Value

MOST_CUBES = 2_000
"""The most cubes of one outcome of a verdict."""


@register
class ImplicantsCriterion(CoverCriterion):
    """The ways in which verdicts come about."""

    summary = "every way in which each verdict comes about (prime cubes)"
    needs_diagrams = True

    async def work_out(self, goals: GoalList, limit: int) -> AsyncIterator[None]:
        """A goal for each cube."""
        space = goals.space
        for name in goals.verdicts:
            for value in space.outcomes(name):
                outcome = outcome_words(name, value)
                cubes = list(itertools.islice(space.cubes(Aim((name, value)), _even), MOST_CUBES + 1))
                if len(cubes) > MOST_CUBES:
                    goals.found.notes.append(
                        f"`{outcome}` has more than {MOST_CUBES} ways to come about; the others are not looked at"
                    )
                    cubes = cubes[:MOST_CUBES]
                kept = space.irredundant(cubes) if len(cubes) <= 200 else cubes
                if not kept:
                    await goals.add(outcome, Aim((name, value)))
                for cube in kept:
                    demands = ", ".join(map(str, cube)) or "any text"
                    goals.add_feasible(f"{outcome} by {demands}", Aim(None, cube))
                    yield


def _even(_clause: str, _value: Value | None) -> float:
    """The price of a demand, where all cost the same."""
    return 1.0
