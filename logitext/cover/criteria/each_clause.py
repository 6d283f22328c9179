"""`each-clause`: every value of every clause."""

from __future__ import annotations

from collections.abc import AsyncIterator

from logitext.cover.criterion import CoverCriterion, register
from logitext.cover.goal_list import GoalList
from logitext.logic.worlds.space import Aim


@register
class EachClauseCriterion(CoverCriterion):
    """The values of clauses."""

    summary = "every value of every clause"

    async def work_out(self, goals: GoalList, limit: int) -> AsyncIterator[None]:
        """A goal for each value."""
        for clause in goals.clauses:
            for choice in goals.choices(clause):
                await goals.add(str(choice), Aim(None, (choice,)), clause)
                yield
