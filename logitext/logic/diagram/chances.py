"""How likely what is left of a product diagram comes to each of its ends."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from logitext.logic.diagram.product import NONE, ProductDiagram
from logitext.logic.diagram.store import END, Weights


class Chances:
    """How likely everything is below the nodes of a product diagram.

    Clauses are independent of each other but for the assumptions: worlds that these forbid are left out. Weighted model
    counting (Chavira and Darwiche, "On probabilistic inference by weighted model counting", 2008).
    """

    def __init__(self, product: ProductDiagram, weights: Weights) -> None:
        self.product = product
        self.weights = weights
        self._mass: dict[int, Mapping[int, float]] = {NONE: {}}

    def mass(self, node: int) -> Mapping[int, float]:
        """The weight of each end within reach, other than "no such world"."""
        found = self._mass.get(node)
        if found is not None:
            return found
        product, kept, weights = self.product, self._mass, self.weights
        if product.level[node] == END:
            kept[node] = {node: 1.0}
            return kept[node]
        stack = [node]
        while stack:
            here = stack[-1]
            if here in kept:
                stack.pop()
                continue
            waiting = []
            for kid in product.kids[here]:
                if kid not in kept:
                    if product.level[kid] == END:
                        kept[kid] = {kid: 1.0}
                    else:
                        waiting.append(kid)
            if waiting:
                stack += waiting
                continue
            total: dict[int, float] = {}
            for weight, kid in zip(weights[product.level[here]], product.kids[here], strict=True):
                for end, mass in kept[kid].items():
                    total[end] = total.get(end, 0.0) + weight * mass
            kept[here] = total
            stack.pop()
        return kept[node]

    def possible(self, node: int) -> float:
        """The weight of the worlds within reach."""
        return sum(self.mass(node).values())

    def world(self, node: int, rng: Random) -> list[int]:
        """A world that is possible at a node, drawn by its chance: a cell for each level."""
        product = self.product
        world = [rng.choices(range(len(weights)), weights)[0] if len(weights) > 1 else 0 for weights in self.weights]
        while product.kids[node]:
            level = product.level[node]
            pairs = zip(self.weights[level], product.kids[node], strict=True)
            weights = [weight * self.possible(kid) for weight, kid in pairs]
            world[level] = rng.choices(range(len(weights)), weights)[0]
            node = product.kids[node][world[level]]
        return world

    def cells(self, node: int, level: int) -> list[tuple[float, int, int]]:
        """For each cell of a level that is possible: its chance at a node, the cell, and what is then left."""
        product = self.product
        if not product.forbids[node]:  # no assumption has a say: the clause is as likely as ever
            return [
                (weight, cell, product.restrict(node, level, cell)) for cell, weight in enumerate(self.weights[level])
            ]
        found = []
        for cell, weight in enumerate(self.weights[level]):
            below = product.restrict(node, level, cell)
            mass = weight * self.possible(below)
            if mass > 0:
                found.append((mass, cell, below))
        total = sum(mass for mass, _, _ in found)
        return [(mass / total, cell, below) for mass, cell, below in found]

    def by_level(self, node: int) -> dict[int, list[dict[int, float]]]:
        """For each level that a node depends on and each of its cells, the weight of each end with it.

        One pass down and one up instead of making what is left for each answer.
        """
        product, weights = self.product, self.weights
        whole = self.mass(node)
        order = product.below(node)
        reach = dict.fromkeys(order, 0.0)
        reach[node] = 1.0
        found: dict[int, list[dict[int, float]]] = {}
        covered: dict[int, dict[int, float]] = {}
        for here in order:
            level = product.level[here]
            if level not in found:
                found[level] = [{} for _ in range(product.sizes[level])]
                covered[level] = {}
            reached, over = reach[here], covered[level]
            for end, mass in self._mass[here].items():
                over[end] = over.get(end, 0.0) + reached * mass
            for weight, kid, ends in zip(weights[level], product.kids[here], found[level], strict=True):
                passed = reached * weight
                if kid in reach:
                    reach[kid] += passed
                for end, mass in self._mass[kid].items():
                    ends[end] = ends.get(end, 0.0) + passed * mass
        for level, cells in found.items():
            over = covered[level]
            skipped = [(end, rest) for end, mass in whole.items() if (rest := mass - over.get(end, 0.0)) > 1e-12 * mass]
            for weight, ends in zip(weights[level], cells, strict=True):
                for end, rest in skipped:
                    ends[end] = ends.get(end, 0.0) + weight * rest
        return found
