"""What is to be covered, worked out by logic alone: the goals that are feasible, and why others are not.

Which goals there are is up to a criterion, a file of `criteria/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from logitext.logic.worlds.space import Aim, Space
from logitext.policy.criteria import CRITERIA
from logitext.syntax.diagnostics import Diagnostic, InputError

if TYPE_CHECKING:
    from logitext.cover.criterion import CoverCriterion


@dataclass(frozen=True, slots=True)
class CoverGoal:
    """One thing to cover. `name` says it in words; `clause` and `verdict` are those that it is about, if it is."""

    name: str
    aim: Aim
    clause: str | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Infeasible:
    """A goal that no allowed world meets, with what forbids it in words; a finding about the policy."""

    name: str
    because: tuple[str, ...]
    clause: str | None = None


@dataclass(slots=True)
class Goals:
    """The goals of a criterion. `feasible` is how many there are in all, where `goals` lists only some of them."""

    criterion: str
    goals: list[CoverGoal] = field(default_factory=list)
    infeasible: list[Infeasible] = field(default_factory=list)
    feasible: int = 0
    notes: list[str] = field(default_factory=list)


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
    from logitext.cover.goal_list import GoalList

    chosen: CoverCriterion = CRITERIA.get(criterion)
    if space.worlds is None and chosen.needs_diagrams:
        message = f"`{criterion}` cannot be worked out: {space.why}"
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
    return found
