"""What is to be covered, worked out by logic alone: which goals there are is up to a criterion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logitext.cover.criterion import CoverCriterion
from logitext.cover.goal_list import GoalList
from logitext.cover.goals import Goals
from logitext.cover.stand_ins import formulas_for, in_words
from logitext.logic.worlds.space import Space
from logitext.policy.criteria import CRITERIA
from logitext.syntax.diagnostics import Diagnostic, InputError


async def goals_of(
    space: Space,
    verdicts: Sequence[str],
    criterion: str,
    limit: int,
    told: Callable[[int], None] | None = None,
) -> Goals:
    """The goals of a criterion for some verdicts; of `all` at most `limit`. `told` hears how many were looked at.

    UnknownNameError for a criterion that there is not; InputError where it needs diagrams, and the policy has none.
    """
    chosen: CoverCriterion = CRITERIA.get(criterion)
    if space.worlds is None and chosen.needs_diagrams:
        message = f"`{criterion}` cannot be worked out: {formulas_for(space.policy)(space.why)}"
        others = [f"`{name}`" for name, one in CRITERIA.all().items() if not one.needs_diagrams]
        hint = f"choose {', '.join(others[:-1])} or {others[-1]}, which need no diagrams"
        raise InputError([Diagnostic("NLT616", message, hint=hint)])
    found = Goals(criterion)
    number = 0
    async for _ in chosen.work_out(GoalList(space, verdicts, found), limit):
        number += 1
        if told is not None:
            told(number)
    if not found.feasible:
        found.feasible = len(found.goals)
    in_words(found, space.policy)
    return found
