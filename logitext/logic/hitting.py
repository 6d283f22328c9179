"""Minimum hitting sets: the cheapest set with a member in each of some sets, which may be found as they are needed.

Reasons, deciding sets and cheapest certificates are all such sets: each world with another outcome demands that one of
the answers that it differs in be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

HittingDemand: TypeAlias = frozenset[int]
"""A set that is to be hit: of which one member, at least, is to be chosen."""

HittingCosts: TypeAlias = Callable[[Sequence[int]], Mapping[int, int]]
"""The cost of each of some members, at least 1. Which of two sets costs less is the same whatever others there are."""

HittingBranch: TypeAlias = Callable[[], object]
"""Called for each branch of a search; raises an exception of the caller's where the search is to end."""


class CutOffError(Exception):
    """A search had more to do than it may."""


class Branches:
    """Counts branches. CutOffError after so many."""

    def __init__(self, most: int) -> None:
        self._left = most

    def __call__(self) -> None:
        self._left -= 1
        if self._left <= 0:
            raise CutOffError


def ranked(first: Callable[[int], int], second: Callable[[int], int]) -> HittingCosts:
    """Costs by which no two sets are equal: the sum of `first` counts most, then that of `second`, then early members.

    Early: of two sets of the same rank otherwise the one with the smallest member that the other one lacks is cheaper.
    `first` is at least 1 for each member, `second` at least 0.

    >>> costs = ranked(lambda member: 1, lambda member: 0)([0, 1, 2])
    >>> costs[0] < costs[1] < costs[2] < costs[0] + costs[1] < costs[0] + costs[2]
    True
    """

    def costs(members: Sequence[int]) -> Mapping[int, int]:
        size = len(members)
        above = sum(map(second, members)) + 1
        return {
            member: ((first(member) * above + second(member)) << size) - (1 << (size - 1 - place))
            for place, member in enumerate(sorted(members))
        }

    return costs


def cheapest(demands: Iterable[HittingDemand], costs: HittingCosts, branch: HittingBranch) -> set[int]:
    """The set with the least sum of costs that hits every demand; the first that is found of those that cost the same.

    Precondition: no demand is empty.
    Postcondition: the set is the cheapest, or `branch` has raised an exception.
    Cost: exponential in the largest group of demands that hang together, so what is common is taken apart first.
    Source: branch and bound, with the bound of demands that share no member, as in Davies and Bacchus, "Solving MAXSAT
    by solving a sequence of simpler SAT instances" (2011).
    """
    chosen: set[int] = set()
    for group in _groups(_strongest(demands)):
        chosen.update(_cheapest(group, costs(sorted(frozenset().union(*group))), branch))
    return chosen


def minimum(
    more: Callable[[Collection[int]], Iterable[HittingDemand]],
    costs: HittingCosts,
    branch: HittingBranch,
    known: Iterable[HittingDemand] = (),
    most: int | None = None,
) -> set[int]:
    """The cheapest set that hits all demands; `more` gives demands that a set does not hit, none where it hits all.

    Precondition: what `more` gives is not hit by what it was asked for, and not empty; `known` demands are among all.
    Postcondition: the set is the cheapest of all. CutOffError where more than `most` demands were needed.
    Cost: a call of `more` and a search for each demand that is found, or several.
    Source: implicit hitting sets: Reiter, "A theory of diagnosis from first principles" (1987); Ignatiev, Previti,
    Liffiton and Marques-Silva, "Smallest MUS extraction with minimal hitting set dualization" (2015).
    """
    demands = list(known)
    while most is None or len(demands) < most:
        chosen = cheapest(demands, costs, branch)
        found = list(more(chosen))
        if not found:
            return chosen
        demands += found
    raise CutOffError


# --- within --------------------------------------------------------------------------------------------------------


def _strongest(demands: Iterable[HittingDemand]) -> list[HittingDemand]:
    """The demands without those that follow from a smaller one."""
    kept: list[HittingDemand] = []
    for demand in sorted(set(demands), key=lambda demand: (len(demand), sorted(demand))):
        if not any(smaller <= demand for smaller in kept):
            kept.append(demand)
    return kept


def _groups(demands: Iterable[HittingDemand]) -> list[list[HittingDemand]]:
    """The demands in groups that have no member in common: the best of each group is part of the best of all."""
    groups: list[tuple[set[int], list[HittingDemand]]] = []
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


_Branch: TypeAlias = tuple[tuple[int, ...], int, Sequence[int], Sequence[HittingDemand]]
"""What is chosen, the last member last; what that costs; what may not be chosen any more since the branch above it; and
the demands that were not hit there, the smallest first."""


def _cheapest(demands: Sequence[HittingDemand], costs: Mapping[int, int], branch: HittingBranch) -> Collection[int]:
    """The cheapest set that hits the demands of one group."""
    best: tuple[int, Collection[int]] | None = None
    waiting: list[_Branch] = [((), 0, (), sorted(demands, key=len))]
    while waiting:
        branch()
        chosen, cost, banned, unmet = waiting.pop()
        if best is not None and cost >= best[0]:
            continue
        if chosen:
            last = chosen[-1]
            unmet = [demand for demand in unmet if last not in demand]
            if banned:
                unmet = sorted([demand.difference(banned) for demand in unmet], key=len)
        if not unmet:
            best = cost, chosen
            continue
        if not unmet[0] or (best is not None and cost + _bound(unmet, costs) >= best[0]):
            continue
        members = sorted(unmet[0], key=costs.__getitem__)
        # The cheapest is looked at first, so it is pushed last; each later branch does without those before it.
        waiting += [
            ((*chosen, member), cost + costs[member], members[:place], unmet)
            for place, member in reversed(list(enumerate(members)))
        ]
    assert best is not None, "a demand was empty"
    return best[1]


def _bound(demands: Iterable[HittingDemand], costs: Mapping[int, int]) -> int:
    """What hitting them costs at least: the cheapest member of each of some demands that have nothing in common."""
    met: set[int] = set()
    least = 0
    for demand in demands:
        if met.isdisjoint(demand):
            met |= demand
            least += min([costs[member] for member in demand])
    return least
