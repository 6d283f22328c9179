"""The best of all minimal reasons, as a minimum hitting set.

A set of answers entails a value exactly when every world with another value differs from one of them. So each such
world demands: keep one of the answers that it differs in. The best set that meets the demands known so far either
entails the value, and is then the best of all, or leads to a world that demands more. The logic is only asked for
worlds, so one search serves diagrams and solver alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from logitext.logic.hitting import Branches, CutOffError, minimum, ranked
from logitext.logic.minimize import minimal


class Best(NamedTuple):
    """A minimal reason, as sorted indices of answers, and whether it is known that none has fewer answers."""

    answers: tuple[int, ...]
    smallest: bool


Counterexample = Callable[[Collection[int]], frozenset[int] | None]
"""The answers that some world with another value differs in, none of those given; None when these leave no such world.

Of the answers it is given none may be in what it gives, and at least one is in it.
"""

RemainderSets = Callable[[], Iterator[frozenset[int]]]
"""The answers that one world with another value after another differs in, no two with one in common, to the last."""

Shrink = Callable[[Collection[int], Sequence[int]], Collection[int]]
"""A minimal reason within a reason: its answers are left out in the order given, as far as can be."""

MAX_DEMANDS = 300
MAX_BRANCHES = 20_000
"""Beyond these the search ends with a reason that is minimal, though perhaps not the best of them."""
MOST_DOUBT = 1e12
"""Doubts beyond this count as this."""


def minimum_reason(
    counterexample: Counterexample,
    doubts: Sequence[float],
    max_demands: int = MAX_DEMANDS,
    needed: Collection[int] = (),
    *,
    max_branches: int | None = None,
    apart: RemainderSets | None = None,
    shrink: Shrink | None = None,
) -> Best:
    """The best minimal reason: the fewest answers, then the least doubt in sum, then the first.

    `doubts` has a number of at least 0 for each answer, by index: 0 for a sure one. `needed` are answers that are known
    to be in every reason. `apart` and `shrink` do what could be done by many counterexamples, where that takes less.
    Precondition: all answers together leave no counterexample.
    """
    demands = [frozenset({index}) for index in needed]
    everything = set(needed)
    for demand in _apart(counterexample, needed) if apart is None else apart():
        demands.append(demand)
        everything |= demand
    if all(len(demand) == 1 for demand in demands):
        return Best(tuple(sorted(everything)), smallest=True)

    def more(chosen: Collection[int]) -> list[frozenset[int]]:
        found = counterexample(chosen)
        return [] if found is None else [found]

    # Doubts count in billionths, so that sums are exact and equal doubts are equal.
    costs = ranked(lambda _: 1, lambda index: round(min(doubts[index], MOST_DOUBT) * 1e9))
    try:
        best = minimum(
            more, costs, Branches(MAX_BRANCHES if max_branches is None else max_branches), demands, max_demands
        )
        return Best(tuple(sorted(best)), smallest=True)
    except CutOffError:
        pass
    order = sorted(everything, key=lambda index: (doubts[index], index), reverse=True)
    if shrink is not None:
        left: Collection[int] = shrink(everything, order)
    else:
        left = minimal(order, order, lambda _, rest: None if counterexample(rest) else rest)
    return Best(tuple(sorted(left)), smallest=False)


def _apart(counterexample: Counterexample, needed: Collection[int]) -> Iterator[frozenset[int]]:
    kept = set(needed)
    while (found := counterexample(kept)) is not None:
        yield found
        kept |= found
