"""The goals of a cover while a criterion works them out: what can be adds a goal, and what cannot says why."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.cover.goals import CoverGoal, Goals, Infeasible
from logitext.logic.worlds.reasons import why_not
from logitext.logic.worlds.space import Aim, Space
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.goal import GOAL
from logitext.policy.sorts import Value, show


class GoalList:
    """What a criterion works with.

    `space` has the worlds of the policy, `verdicts` what is to be covered, and `clauses` those that a verdict mentions,
    in file order. `found` has the goals so far.
    """

    def __init__(self, space: Space, verdicts: Sequence[str], found: Goals) -> None:
        self.space = space
        self.verdicts = tuple(verdicts)
        self.found = found
        mentioned = frozenset().union(*(space.clauses_of(name) for name in verdicts))
        self.clauses = [name for name in space.policy.clauses if name in mentioned]

    async def add(self, name: str, aim: Aim, clause: str | None = None, verdict: str | None = None) -> None:
        """Add a goal, or why it is infeasible. `name` says it in words; it may be about a clause or a verdict."""
        if await self.space.feasible(aim):
            self.found.goals.append(CoverGoal(name, aim, clause, verdict))
        else:
            self.found.infeasible.append(Infeasible(name, await why_not(self.space, aim), clause))

    def add_feasible(self, name: str, aim: Aim, clause: str | None = None, verdict: str | None = None) -> None:
        """Add a goal that some world is known to meet."""
        self.found.goals.append(CoverGoal(name, aim, clause, verdict))

    def note(self, words: str) -> None:
        """Say something about the goals, once."""
        if words not in self.found.notes:
            self.found.notes.append(words)

    def choices(self, clause: str) -> tuple[Wanted, ...]:
        """The values of a clause; none, and a note, where they are too many."""
        choices = self.space.choices(clause)
        if not choices:
            self.note(f"the values of `{clause}` are too many to be listed")
        return choices


def outcome_words(verdict: str, value: Value) -> str:
    """`remove is true`; a label stands bare."""
    shown = "the formula" if verdict == GOAL else verdict
    return f"{shown} is {value if isinstance(value, str) else show(value)}"
