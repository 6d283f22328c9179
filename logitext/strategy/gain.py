"""The rule `gain`: ask what tells most about the verdicts for its price.

Of each clause the expected fall of the entropy of each undecided verdict, added up over the verdicts; exact, by
weighted counting on the product diagram.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from logitext.strategy.problem import AskingProblem

FEW = 4
"""Where there are so many times fewer classes of alike clauses than clauses, each class is looked at by itself."""


class Gain:
    """Information gain for a price."""

    name = "gain"

    def __init__(self, problem: AskingProblem) -> None:
        self._problem = problem
        self._picked: dict[int, int] = {}
        self._gains: dict[int, Mapping[int, float]] = {}

    def pick(self, node: int) -> int:
        """The level to ask at a node that is not done."""
        found = self._picked.get(node)
        if found is None:
            gains, prices = self.gains(node), self._problem.prices
            order = self._problem.product.diagrams.order
            levels: Iterable[int] = gains
            if not any(gains.values()):
                # Nothing may still be the way to something (an exclusive or), unless the others imply the answer.
                levels = [level for level in gains if len(self._problem.chances.cells(node, level)) > 1]
            # Of equals the cheapest, then the first in the file; rounded, as sums depend on the order of the nodes.
            found = self._picked[node] = max(
                levels, key=lambda level: (round(gains[level] / prices[level], 12), -prices[level], -order[level])
            )
        return found

    def gains(self, node: int) -> Mapping[int, float]:
        """For each level that a node depends on, the bits that an answer tells of the verdicts on average."""
        found = self._gains.get(node)
        if found is None:
            found = self._gains[node] = self._found(node)
        return found

    def _found(self, node: int) -> Mapping[int, float]:
        problem = self._problem
        groups = self._groups(node)
        whole = problem.chances.mass(node)
        total = sum(whole.values())
        before = sum(_spread(_by_value(whole, group)) for group in groups)
        found = {}
        for levels, cells in self._cells(node):
            after = sum(_spread(_by_value(ends, group)) for ends in cells for group in groups)
            gain = (before - after) / total
            found.update(dict.fromkeys(levels, gain if gain > 1e-12 else 0.0))
        return found

    def _cells(self, node: int) -> Iterator[tuple[Sequence[int], Sequence[Mapping[int, float]]]]:
        """Levels that a node depends on, all that are alike at once; for each cell the weight of each end with it."""
        problem = self._problem
        product, chances = problem.product, problem.chances
        levels = product.levels(node)
        classes = problem.alike.classes(node, levels)
        if len(classes) * FEW > len(levels):
            for level, cells in chances.by_level(node).items():
                yield (level,), cells
            return
        for first, alike in classes.items():
            left = [(weight, product.restrict(node, first, cell)) for cell, weight in enumerate(chances.weights[first])]
            yield alike, [{end: weight * mass for end, mass in chances.mass(below).items()} for weight, below in left]

    def unknown(self, node: int) -> float:
        """How many bits are still unknown of the verdicts, added up."""
        whole = self._problem.chances.mass(node)
        return sum(_spread(_by_value(whole, group)) for group in self._groups(node)) / sum(whole.values())

    def _groups(self, node: int) -> list[Mapping[int, int]]:
        """For each verdict that is not decided, its value at each end."""
        product = self._problem.product
        ends = list(self._problem.chances.mass(node))
        groups: list[Mapping[int, int]] = []
        for index in range(len(product.verdicts)):
            group = {end: product.outcomes[end][index] for end in ends}
            if len(set(group.values())) > 1:
                groups.append(group)
        return groups


def _by_value(ends: Mapping[int, float], group: Mapping[int, int]) -> list[float]:
    if len(ends) <= 1:
        return list(ends.values())
    sums: dict[int, float] = {}
    for end, mass in ends.items():
        value = group[end]
        sums[value] = sums.get(value, 0.0) + mass
    return list(sums.values())


def _spread(masses: list[float]) -> float:
    """The entropy of masses in bits, times their sum."""
    if len(masses) <= 1:
        return 0.0
    total = sum(masses)
    return total * math.log2(total) - sum(mass * math.log2(mass) for mass in masses if mass > 0) if total > 0 else 0.0
