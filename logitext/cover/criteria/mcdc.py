"""`mcdc`: for every clause two texts with different values of it; in each text the clause alone turns the verdict.

This is masking MC/DC: the other clauses meet one condition under which that is so; Chilenski, "An investigation of
three forms of the modified condition decision coverage criterion", DOT/FAA/AR-01/18, 2001.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from logitext.cover.criterion import CoverCriterion, register
from logitext.cover.goal_list import GoalList, outcome_words
from logitext.cover.goals import Infeasible
from logitext.policy.sorts import BOOL, Value


@register
class MCDCCriterion(CoverCriterion):
    """The clauses that alone turn a verdict."""

    summary = "for every clause, two texts in which it alone turns the verdict"
    needs_diagrams = True

    async def work_out(self, goals: GoalList, limit: int) -> AsyncIterator[None]:
        """Two goals for each clause and verdict, or why there are none."""
        for name in goals.verdicts:
            for value in _values(goals, name):
                for clause in goals.clauses:
                    if clause in goals.space.clauses_of(name):
                        _decides(goals, name, value, clause)
                        yield


def _decides(goals: GoalList, name: str, value: Value, clause: str) -> None:
    pair = goals.space.decisive(name, value, clause)
    what = outcome_words(name, value)
    if pair is None:
        because = goals.space.why_not_decisive(name, value, clause)
        goals.found.infeasible.append(Infeasible(f"{clause} alone turns whether {what}", because, clause))
        return
    for aim in pair:
        goals.add_feasible(f"{aim.wanted[0]}, and that alone turns whether {what}", aim, clause, name)


def _values(goals: GoalList, verdict: str) -> Sequence[Value]:
    """The values whose coming about is looked at: of a formula that it is true, of others each."""
    outcomes = goals.space.outcomes(verdict)
    return (True,) if goals.space.policy.verdicts[verdict].sort == BOOL else outcomes
