"""What a criterion of a covering set is. Each is a file of `criteria/`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, ClassVar, TypeVar

from logitext.policy.criteria import CRITERIA

if TYPE_CHECKING:
    from logitext.cover.goal_list import GoalList


class CoverCriterion:
    """A criterion: give it a summary, and override `work_out`."""

    summary: ClassVar[str]
    """What it covers, for help texts: "every value of every clause"."""

    needs_diagrams: ClassVar[bool] = False
    """Whether it can be worked out only of policies that diagrams decide."""

    def work_out(self, goals: GoalList, limit: int) -> AsyncIterator[None]:
        """Add the goals. Each step looks at one, or at a few; `limit` is the most that the user wants.

        Called once for a cover. A criterion that lists only some of its goals sets `goals.found.feasible`.
        """
        raise NotImplementedError


C = TypeVar("C", bound=type[CoverCriterion])


def register(criterion: C) -> C:
    """Register a criterion under the name of its file. To be written above the class."""
    CRITERIA.add_of_file(criterion, criterion())
    return criterion
