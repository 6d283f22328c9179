"""What diagrams say of answers, without waiting for a solver: plain calls, from any thread, with dates as dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from logitext.logic.backend import Decision, Reason
from logitext.logic.cone_of_influence import ConeOfInfluence
from logitext.logic.dates import Dates
from logitext.logic.day_numbers import into
from logitext.logic.diagram.decider import DiagramDecider
from logitext.policy.sorts import Value


class AtOnce:
    """A program that is decided on diagrams. `too_hard` is set once it took too long to see which clauses matter."""

    def __init__(self, decider: DiagramDecider, dates: Dates) -> None:
        self.decider = decider
        self.too_hard = False
        self._dates = dates

    def decide(self, answers: Mapping[str, Value], verdicts: Sequence[str]) -> Decision:
        """What the answers, the assumptions and the definitions entail together."""
        return self._dates.decision(self.decider.decide(self._dates.answers(answers), verdicts))

    def decide_at(self, at: Sequence[int | None], verdicts: Sequence[str]) -> Decision:
        """The decision for a list with the cell of each clause, None for a clause without an answer; see `place`."""
        return self._dates.decision(self.decider.decide_at(at, verdicts))

    def place(self, clause: str) -> tuple[int, Callable[[Value], int] | None]:
        """The index of a clause among the cells, and what gives the cell of an answer; None where it is the answer."""
        index, cell = self.decider.place(clause)
        return index, None if cell is None else lambda value: cell(into(value))

    def implicant(
        self, answers: Mapping[str, Value], verdict: str, value: Value, doubts: Mapping[str, float] | None = None
    ) -> Reason:
        """The best minimal set of answers that entails that the verdict has the value; see `Program.implicant`."""
        return self.decider.implicant(self._dates.answers(answers), verdict, into(value), doubts)

    def relevant(
        self,
        answers: Mapping[str, Value],
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: Sequence[str],
        *,
        first: bool = False,
        free: bool = False,
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The wanted candidates that can still decide a verdict, and those that only a solver can tell of.

        Where it is `free` to ask them there are none of the latter; see `Program.relevant`.
        """
        answers = self._dates.answers(answers)
        found, hard = self.decider.relevant(answers, verdicts, candidates, wanted, first=first)
        if not hard:
            return found, ()
        self.too_hard = True
        if not free:
            return found, hard
        matter = {*found, *self._cones.reached(answers, verdicts, hard)}
        return tuple([name for name in wanted if name in matter]), ()

    @cached_property
    def _cones(self) -> ConeOfInfluence:
        return ConeOfInfluence(self._dates.policy)
