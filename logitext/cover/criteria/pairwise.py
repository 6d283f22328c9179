"""`pairwise`: every pair of values of any two clauses."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

from logitext.cover.criterion import CoverCriterion, register
from logitext.cover.goal_list import GoalList
from logitext.logic.worlds.space import Aim


@register
class PairwiseCriterion(CoverCriterion):
    """The pairs of values."""

    summary = "every pair of values of two clauses"

    async def work_out(self, goals: GoalList, limit: int) -> AsyncIterator[None]:
        """A goal for each pair."""
        for one, other in itertools.combinations(goals.clauses, 2):
            for pair in itertools.product(goals.choices(one), goals.choices(other)):
                await goals.add(f"{pair[0]}, {pair[1]}", Aim(None, pair))
                yield
