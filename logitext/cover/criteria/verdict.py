"""`verdict`: every value of every verdict."""

from __future__ import annotations

from collections.abc import AsyncIterator

from logitext.cover.criterion import CoverCriterion, register
from logitext.cover.goal_list import GoalList, outcome_words
from logitext.logic.worlds.space import Aim


@register
class VerdictCriterion(CoverCriterion):
    """The values of verdicts."""

    summary = "every value of every verdict"

    async def work_out(self, goals: GoalList, limit: int) -> AsyncIterator[None]:
        """A goal for each value."""
        for name in goals.verdicts:
            outcomes = goals.space.outcomes(name)
            if not outcomes:
                goals.note(f"the values of `{name}` are too many to be listed")
            for value in outcomes:
                await goals.add(outcome_words(name, value), Aim((name, value)), verdict=name)
                yield
