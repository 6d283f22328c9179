"""The answers of a program, on diagrams: plain calls, from any thread.

What was found for some answers is kept for a while: most documents of a stream are answered alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from logitext.logic.backend import ClauseValues, Decision, Reason
from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.nearest import NearestWorlds, Shrinking
from logitext.logic.diagram.relevance import relevant
from logitext.logic.diagram.walk import outcome
from logitext.logic.minimum_reason import minimum_reason
from logitext.policy.sorts import Value

MAX_KEPT = 4096
"""How many findings are kept of each kind."""

T = TypeVar("T")


class DiagramDecider:
    """Decides on the diagrams of a policy."""

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self._index = {name: index for index, name in enumerate(diagrams.clauses)}
        self._cell_of = [
            # True and False are the cells themselves.
            None if diagrams.cells[name].representatives == (False, True) else diagrams.cells[name].cell
            for name in diagrams.clauses
        ]
        self._elsewhere: dict[tuple[str, ...], list[int]] = {}
        self._reasons: dict[Any, Reason] = {}
        self._relevant: dict[Any, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def __repr__(self) -> str:
        return f"<Decider: {len(self.diagrams)} nodes>"

    def contradictory(self) -> bool:
        """Whether the assumptions contradict each other."""
        return IMPOSSIBLE in self.diagrams.groups

    def decide(self, answers: ClauseValues, verdicts: Sequence[str]) -> Decision:
        """What the answers entail."""
        return self.decide_at(self.at(answers), verdicts)

    def decide_at(self, at: Sequence[int | None], verdicts: Sequence[str]) -> Decision:
        """The decision for answers that are given as cells; see `at`."""
        diagrams = self.diagrams
        values: dict[str, Value] = {}
        for name in verdicts:
            end = outcome(diagrams, diagrams.verdicts[name], at)
            if end == IMPOSSIBLE:
                return Decision(True, {})
            if end is not None:
                values[name] = diagrams.forest.values[end]  # type: ignore[assignment]  # every other end has one
        for group in self._other_groups(tuple(verdicts)):
            if outcome(diagrams, group, at) == IMPOSSIBLE:
                return Decision(True, {})
        return Decision(False, values)

    def implicant(
        self,
        answers: ClauseValues,
        verdict: str,
        value: Value,
        doubts: Mapping[str, float] | None = None,
        max_branches: int | None = None,
    ) -> Reason:
        """The best minimal set of answers that entails the value; see `minimum_reason`."""
        diagrams = self.diagrams
        at = self.at(answers)
        # Sorted, as two calls may list the same answers in another order.
        key = (verdict, tuple(at), None if not doubts else tuple(sorted(doubts.items())), max_branches)
        found = self._reasons.get(key)
        if found is None:
            root, end = diagrams.verdicts[verdict], self._end(verdict, at, value)
            nearest = NearestWorlds(diagrams, root, at, end)
            weights = [0.0] * len(at) if not doubts else [doubts.get(name, 0.0) for name in diagrams.clauses]
            best = minimum_reason(
                nearest,
                weights,
                max_branches=max_branches,
                apart=nearest.apart,
                shrink=lambda kept, order: Shrinking(diagrams, root, at, end, kept)(order),
            )
            found = Reason(tuple([diagrams.clauses[index] for index in best.answers]), best.smallest)
            _keep(self._reasons, key, found)
        return found

    def relevant(
        self,
        answers: ClauseValues,
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: Sequence[str],
        *,
        first: bool,
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The wanted candidates that can still decide a verdict, and those that are too hard to tell.

        With `first` at most one that can, or the one at which it became too hard.
        """
        at = self.at(answers)
        key = (tuple(at), tuple(verdicts), tuple(candidates), tuple(wanted), first)
        found = self._relevant.get(key)
        if found is None:
            roots = [self.diagrams.verdicts[name] for name in verdicts]
            askable = {self._index[name] for name in candidates}
            looked_at = [self._index[name] for name in wanted]
            both = relevant(self.diagrams, roots, at, askable, looked_at, first=first)
            matter, hard = (tuple([self.diagrams.clauses[index] for index in some]) for some in both)
            found = matter, hard
            _keep(self._relevant, key, found)
        return found

    def distance(self, answers: ClauseValues, verdict: str, value: Value) -> int | None:
        """In how many answers the nearest world differs in which the verdict has another value; None without one."""
        at = self.at(answers)
        nearest = NearestWorlds(self.diagrams, self.diagrams.verdicts[verdict], at, self._end(verdict, at, value))
        differing = nearest(())
        return None if differing is None else len(differing)

    # --- within

    def place(self, clause: str) -> tuple[int, Callable[[Value], int] | None]:
        """The index of a clause among the cells, and what gives the cell of a value; None where it is the value."""
        index = self._index[clause]
        return index, self._cell_of[index]

    def at(self, answers: ClauseValues) -> list[int | None]:
        """The cell of each clause, by index."""
        index, cell_of = self._index, self._cell_of
        at: list[int | None] = [None] * len(index)
        for name, value in answers.items():
            place = index[name]
            cell = cell_of[place]
            at[place] = value if cell is None else cell(value)  # type: ignore[assignment]  # a bool is its cell
        return at

    def _other_groups(self, verdicts: tuple[str, ...]) -> list[int]:
        """The groups of assumptions that none of these verdicts has in its diagram."""
        found = self._elsewhere.get(verdicts)
        if found is None:
            diagrams = self.diagrams
            within: frozenset[int] = frozenset().union(*(diagrams.groups_of[name] for name in verdicts))
            found = [root for index, root in enumerate(diagrams.groups) if index not in within]
            self._elsewhere[verdicts] = found
        return found

    def _end(self, verdict: str, at: Sequence[int | None], value: Value) -> int:
        """The end that stands for the value that the answers entail.

        It is where they lead, and not just any end of that value: 1 as an Int and 1 as a Real have an end each.
        """
        end = outcome(self.diagrams, self.diagrams.verdicts[verdict], at)
        assert end is not None, "the answers entail no value"
        assert self.diagrams.forest.values[end] == value, "the answers entail another value"
        return end


def _keep(kept: dict[Any, T], key: Any, found: T) -> None:
    if len(kept) >= MAX_KEPT:
        kept.clear()
    kept[key] = found
