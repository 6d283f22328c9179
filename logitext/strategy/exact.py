"""The strategy `exact`: the least expected price there is, by dynamic programming over what is left.

Optimal decision trees are hard to find (Hyafil and Rivest, 1976); a state is a node of the product diagram, of which
policies have few, as the order of the answers makes no difference and much of them none at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from logitext.policy.sorts import Value
from logitext.strategy.problem import AskingProblem

DEEPEST = 200
"""With more clauses left it is not tried: there would be far too many states, each a step deeper than the last."""


class TooManyStatesError(Exception):
    """The dynamic programming was given up."""


class Exact:
    """The optimum. `states` is the most that may be looked at before TooManyStatesError."""

    name = "exact"

    def __init__(self, problem: AskingProblem, states: int) -> None:
        self._problem = problem
        self._left = states
        self._found: dict[int, tuple[float, int]] = {}

    def pick(self, node: int) -> int:
        """The level to ask at a node that is not done."""
        return self._solve(node)[1]

    def price(self, node: int) -> float:
        """The expected price from a node on."""
        return 0.0 if self._problem.product.done(node) else self._solve(node)[0]

    def _solve(self, node: int) -> tuple[float, int]:
        found = self._found.get(node)
        if found is not None:
            return found
        product, prices, chances = self._problem.product, self._problem.prices, self._problem.chances
        self._left -= 1
        if self._left < 0 or product.support[node].bit_count() > DEEPEST:
            raise TooManyStatesError
        order = product.diagrams.order
        best, choice = float("inf"), -1
        # The cheap ones first: what they come to cuts the dearer ones off.
        levels = self._problem.alike.classes(node, product.levels(node))
        for level in sorted(levels, key=lambda level: (prices[level], order[level])):
            price = prices[level]
            if price >= best:
                break
            cells = chances.cells(node, level)
            if len(cells) == 1:  # the others imply it
                continue
            for chance, _, below in sorted(cells, reverse=True):
                if not product.done(below):
                    price += chance * self._solve(below)[0]
                    if price >= best - 1e-12:
                        break
            else:
                if price < best - 1e-12:
                    best, choice = price, level
        self._found[node] = (best, choice)
        return self._found[node]


class ByOptimum:
    """The rule `exact`, where `solves`."""

    name = "exact"
    tells_gain = True

    def __init__(self, exact: Exact) -> None:
        self._exact = exact
        self.gave_up = False
        """Whether there were too many states at a node that was looked at."""

    def solves(self, node: int) -> bool:
        """Whether the optimum is found at a node that is not done."""
        try:
            self._exact.pick(node)
        except TooManyStatesError:
            self.gave_up = True
            return False
        return True

    def pick(self, node: int, answers: Mapping[str, Value | None]) -> int:
        """The level to ask. TooManyStatesError where it is not found."""
        return self._exact.pick(node)
