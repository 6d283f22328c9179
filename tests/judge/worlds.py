"""What answers mean, found by going through every world that there is.

Slow and plain on purpose. It imports nothing of Logitext, so that where the two agree, they agree for a reason. The
terms: a *world* is a completion, a value for every clause, that makes every assumption true; *answers* are values for
some of the clauses; a world *fits* answers when it has those values.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.judge.model import Value

Answers = Mapping[str, Value]


class Worlds:
    """All worlds, with the values of verdicts and of what is defined. A set of them is an int: bit i is `worlds[i]`."""

    def __init__(self, names: Sequence[str], verdicts: Sequence[str], worlds: Iterable[dict[str, Value]]) -> None:
        self.names = tuple(names)
        self.verdicts = tuple(verdicts)
        self.worlds = list(worlds)
        self._all = (1 << len(self.worlds)) - 1
        self._inerts: dict[tuple[str, int], set[str]] = {}
        self._having: dict[str, dict[Value, int]] = {}
        for name in [*names, *verdicts]:
            having: dict[Value, int] = {}
            for bit, world in enumerate(self.worlds):
                having[world[name]] = having.get(world[name], 0) | 1 << bit
            self._having[name] = having

    def _fitting(self, answers: Answers) -> int:
        """The worlds that fit the answers."""
        found = self._all
        for name, value in answers.items():
            found &= self._having[name].get(value, 0)
        return found

    def _outcomes(self, verdict: str, worlds: int) -> list[Value]:
        """The values that a verdict has in some worlds."""
        return [value for value, having in self._having[verdict].items() if having & worlds]

    def conflict(self, answers: Answers) -> bool:
        """Whether no world fits the answers."""
        return not self._fitting(answers)

    def value(self, answers: Answers, verdict: str) -> Value | None:
        """The value that a verdict has in every world that fits; None where there are several or no world fits."""
        outcomes = self._outcomes(verdict, self._fitting(answers))
        return outcomes[0] if len(outcomes) == 1 else None

    def values(self, answers: Answers) -> dict[str, Value]:
        """The verdicts that have one."""
        found = {name: self.value(answers, name) for name in self.verdicts}
        return {name: value for name, value in found.items() if value is not None}

    def matters(self, answers: Answers, verdict: str, clause: str, askable: Iterable[str]) -> bool:
        """Whether a clause can still decide a verdict when only the askable clauses are ever answered.

        It can iff there are answers to some of the other askable clauses that fit a world and leave the verdict open,
        and a value of the clause that decides it on top of them (which some world fits, too).
        """
        fitting = self._fitting(answers)
        inert = self._inert(verdict, fitting)
        if clause in inert:
            return False
        others = [name for name in askable if name != clause and name not in answers and name not in inert]
        return any(
            len(self._outcomes(verdict, worlds & having)) == 1
            for worlds in self._answered_further(verdict, fitting, others)
            for having in self._having[clause].values()
        )

    def _inert(self, verdict: str, worlds: int) -> set[str]:
        """The clauses that may have any of their values in each of some worlds, and the verdict stays what it is.

        An answer to one of them takes away no outcome, whatever is answered on top, so it decides nothing.
        """
        if (verdict, worlds) not in self._inerts:
            there = [world for bit, world in enumerate(self.worlds) if worlds >> bit & 1]
            self._inerts[verdict, worlds] = {
                name for place, name in enumerate(self.names) if self._is_inert(place, verdict, there)
            }
        return self._inerts[verdict, worlds]

    def _is_inert(self, place: int, verdict: str, worlds: Sequence[Mapping[str, Value]]) -> bool:
        name, others = self.names[place], [*self.names[:place], *self.names[place + 1 :]]
        values = {world[name] for world in worlds}
        beside: dict[tuple[Value, ...], list[Mapping[str, Value]]] = {}
        for world in worlds:
            beside.setdefault(tuple([world[other] for other in others]), []).append(world)
        return all(
            len(alike) == len(values) and len({world[verdict] for world in alike}) == 1 for alike in beside.values()
        )

    def _answered_further(self, verdict: str, worlds: int, others: Sequence[str]) -> Iterator[int]:
        """For all answers to all subsets of `others` that leave the verdict open: the worlds that fit.

        Once it is decided, or nothing fits, it stays so whatever is answered on top; and what was met is not met again.
        """
        met: set[tuple[int, int]] = set()
        waiting = [(worlds, 0)]
        while waiting:
            worlds, answered = waiting.pop()
            if (worlds, answered) in met or len(self._outcomes(verdict, worlds)) < 2:
                continue
            met.add((worlds, answered))
            if answered == len(others):
                yield worlds
                continue
            waiting.append((worlds, answered + 1))
            waiting += [(worlds & having, answered + 1) for having in self._having[others[answered]].values()]

    def relevant(self, answers: Answers, verdicts: Iterable[str], askable: Sequence[str]) -> tuple[str, ...]:
        """The askable clauses that can still decide one of the verdicts, in their order."""
        verdicts = tuple(verdicts)
        return tuple(
            clause for clause in askable if any(self.matters(answers, verdict, clause, askable) for verdict in verdicts)
        )

    # --- explanations

    def entails(self, answers: Answers, verdict: str, value: Value) -> bool:
        """Whether a world fits the answers and the verdict has the value in all that do."""
        return self._outcomes(verdict, self._fitting(answers)) == [value]

    def is_reason(self, answers: Answers, clauses: Sequence[str], verdict: str, value: Value) -> bool:
        """Whether the answers to the clauses entail the value and those to no proper subset do."""
        if len(set(clauses)) < len(clauses) or not set(clauses) <= answers.keys():
            return False
        # What entails it still does with more answers, so it is enough to leave out one.
        return self.entails({name: answers[name] for name in clauses}, verdict, value) and not any(
            self.entails({name: answers[name] for name in clauses if name != left_out}, verdict, value)
            for left_out in clauses
        )

    def best_reason(self, answers: Answers, verdict: str, value: Value, doubts: Mapping[str, float]) -> tuple[str, ...]:
        """The answers that entail the value: the fewest, of those the least doubtful, of those the first given."""
        names = list(answers)
        for size in range(len(names) + 1):
            entailing = [
                chosen
                for chosen in itertools.combinations(names, size)
                if self.entails({name: answers[name] for name in chosen}, verdict, value)
            ]
            if entailing:  # combinations come in order, and min takes the first of equals
                return min(entailing, key=lambda chosen: round(sum(doubts.get(name, 0.0) for name in chosen), 9))
        raise AssertionError("the answers do not entail the value")
