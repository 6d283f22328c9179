"""The best of all minimal reasons, by implicit hitting sets.

A set of answers entails a value exactly when every world with another value differs from one of them. So each such
world demands: keep one of the answers that it differs in. The best set that meets the demands known so far either
entails the value, and is then the best of all, or leads to a world that demands more (Reiter's duality of conflicts and
diagnoses, 1987; Ignatiev, Previti, Liffiton and Marques-Silva, "Smallest MUS Extraction with Minimal Hitting Set
Dualization", 2015). The logic is only asked for worlds, so one search serves diagrams and solver alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

Counterexample = Callable[[Collection[int]], frozenset[int] | None]
"""The answers that some world with another value differs in, none of those given; None when these leave no such world.

Of the answers it is given none may be in what it gives, and at least one is in it.
"""

Apart = Callable[[], Iterator[frozenset[int]]]
"""The answers that one world with another value after another differs in, no two with one in common, to the last."""

Shrink = Callable[[Collection[int], Sequence[int]], Collection[int]]
"""A minimal reason within a reason: its answers are left out in the order given, as far as can be."""

Rank = tuple[int, float, tuple[int, ...]]

MAX_DEMANDS = 300
MAX_BRANCHES = 20_000
"""Beyond these the search ends with a reason that is minimal, though perhaps not the best of them."""


class Effort:
    """What a search may still spend."""

    def __init__(self) -> None:
        self.branches = MAX_BRANCHES


def smallest(
    counterexample: Counterexample,
    doubts: Sequence[float],
    max_demands: int = MAX_DEMANDS,
    needed: Collection[int] = (),
    *,
    apart: Apart | None = None,
    shrink: Shrink | None = None,
) -> tuple[int, ...]:
    """The best minimal reason, as sorted indices: the fewest answers, then the least doubt in sum, then the first.

    `doubts` has a number of at least 0 for each answer, by index: 0 for a sure one. `needed` are answers that are known
    to be in every reason. `apart` and `shrink` do what could be done by many counterexamples, where that takes less.
    Precondition: all answers together leave no counterexample.
    """
    demands = [frozenset({index}) for index in needed]
    everything = set(needed)
    for demand in _apart(counterexample, needed) if apart is None else apart():
        demands.append(demand)
        everything |= demand
    effort = Effort()
    if all(len(demand) == 1 for demand in demands):
        return tuple(sorted(everything))
    while len(demands) < max_demands and effort.branches > 0:
        chosen = _best_hitting_set(demands, doubts, effort)
        if chosen is None:
            break
        found = counterexample(chosen)
        if found is None:
            return tuple(sorted(chosen))
        demands.append(found)
    order = sorted(everything, key=lambda index: (doubts[index], index), reverse=True)
    return tuple(sorted(_minimal(counterexample, order) if shrink is None else shrink(everything, order)))


def _apart(counterexample: Counterexample, needed: Collection[int]) -> Iterator[frozenset[int]]:
    kept = set(needed)
    while (found := counterexample(kept)) is not None:
        yield found
        kept |= found


def _minimal(counterexample: Counterexample, order: Sequence[int]) -> set[int]:
    """A minimal reason within a reason, whose answers are left out in this order."""
    left = set(order)
    for index in order:
        if counterexample(left - {index}) is None:
            left.remove(index)
    return left


# --- hitting sets ------------------------------------------------------------------------------------------------


def _best_hitting_set(demands: Sequence[frozenset[int]], doubts: Sequence[float], effort: Effort) -> set[int] | None:
    """The best-ranked set with a member of every demand; None when the effort is spent."""
    chosen: set[int] = set()
    for group in _groups(_least(demands)):
        best = _Search(group, doubts, effort).run()
        if best is None:
            return None
        chosen.update(best)
    return chosen


def _least(demands: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """The demands without those that follow from a smaller one."""
    kept: list[frozenset[int]] = []
    for demand in sorted(set(demands), key=len):
        if not any(smaller <= demand for smaller in kept):
            kept.append(demand)
    return kept


def _groups(demands: Iterable[frozenset[int]]) -> list[list[frozenset[int]]]:
    """The demands in groups that have no answer in common: the best of each group is part of the best of all."""
    groups: list[tuple[set[int], list[frozenset[int]]]] = []
    for demand in demands:
        members, together = set(demand), [demand]
        apart = []
        for group in groups:
            if group[0] & members:
                members |= group[0]
                together = group[1] + together
            else:
                apart.append(group)
        groups = [*apart, (members, together)]
    return [together for _, together in groups]


class _Search:
    """Branch and bound over one group."""

    def __init__(self, demands: Sequence[frozenset[int]], doubts: Sequence[float], effort: Effort) -> None:
        self._demands = demands
        self._doubts = doubts
        self._effort = effort
        self._best: Rank | None = None

    def run(self) -> tuple[int, ...] | None:
        self._extend((), frozenset(), self._demands)
        return None if self._effort.branches <= 0 or self._best is None else self._best[2]

    def _extend(self, chosen: tuple[int, ...], banned: frozenset[int], unmet: Sequence[frozenset[int]]) -> None:
        self._effort.branches -= 1
        if self._effort.branches <= 0:
            return
        if not unmet:
            rank = self._rank(chosen)
            if self._best is None or rank < self._best:
                self._best = rank
            return
        if self._best is not None and len(chosen) + _disjoint(unmet) > self._best[0]:
            return
        demand = min(unmet, key=lambda demand: len(demand - banned))
        for index in sorted(demand - banned, key=lambda index: (self._doubts[index], index)):
            self._extend((*chosen, index), banned, [other for other in unmet if index not in other])
            banned |= {index}  # what comes after need not look at sets with it again

    def _rank(self, chosen: tuple[int, ...]) -> Rank:
        return len(chosen), round(sum(self._doubts[index] for index in chosen), 9), tuple(sorted(chosen))


def _disjoint(demands: Sequence[frozenset[int]]) -> int:
    """A lower bound of how many answers meet all demands: some of these that have nothing in common."""
    met: set[int] = set()
    count = 0
    for demand in demands:
        if met.isdisjoint(demand):
            met |= demand
            count += 1
    return count
