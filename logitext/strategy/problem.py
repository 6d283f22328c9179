"""What a strategy plans with: what is left to decide, what asking costs, and how likely each answer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from logitext.logic.diagram.chances import Chances
from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.diagram.store import Weights
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.strategy.alike import AlikeLevels
from logitext.strategy.ratio import AskingState, Ratio


class AskingProblem:
    """Verdicts on a product diagram, the price of asking each clause, and the chances of its cells, all by level.

    A node of the diagram says what is left to decide; what a rule finds for a node it keeps, for all documents.
    `prices` are above 0, `weights` above 0 and adding up to 1 for each level. `policy` is the one that the diagram is
    of: its dates are numbers.
    """

    def __init__(
        self, policy: CheckedPolicy, product: ProductDiagram, weights: Weights, prices: Sequence[float]
    ) -> None:
        self.policy = policy
        self.product = product
        self.prices = prices
        self.chances = Chances(product, weights)
        self.ratio = Ratio(policy, product.verdicts)
        self.alike = AlikeLevels(product, weights, prices)
        diagrams = product.diagrams
        self.names = [diagrams.clauses[clause] for clause in diagrams.order]
        """The clause of each level."""
        self.values = [diagrams.cells[name].representatives for name in self.names]
        """For each level, a value of each cell of its clause."""
        self._levels = {name: level for level, name in enumerate(self.names)}

    def state(self, node: int, answers: Mapping[str, Value | None]) -> AskingState:
        """A node, and answers that lead to it, for the rule `ratio`."""
        product, levels, prices = self.product, self._levels, self.prices
        support = product.support[node]
        weights = self._posterior(node) if self.policy.assumptions else self.chances.weights

        def matters(name: str) -> bool:
            return bool(support >> levels[name] & 1)

        def chance(name: str, holds: Callable[[Value | None], bool]) -> float:
            level = levels[name]
            return sum(w for w, value in zip(weights[level], self.values[level], strict=True) if holds(value))

        return AskingState(answers, matters, chance, lambda name: prices[levels[name]])

    def _posterior(self, node: int) -> Mapping[int, Sequence[float]]:
        """For each level that a node depends on, the chances of its cells in the worlds that the assumptions allow."""
        possible = self.chances.possible(node)
        return {
            level: [sum(ends.values()) / possible for ends in cells]
            for level, cells in self.chances.by_level(node).items()
        }
