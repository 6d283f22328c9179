"""Clauses that are alike: exchanging their answers changes no verdict, and they are as dear and as likely.

It is enough to weigh one of them, and what is left depends on how many have which answer, not on which: of `at least 20
of` sixty clauses there are some hundred states then, instead of 2 ** 60.
"""

from __future__ import annotations

from collections.abc import Sequence

from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.diagram.store import Weights


class AlikeLevels:
    """The levels of a product diagram in classes. Neighbours in the diagram are compared; being alike is transitive."""

    def __init__(self, product: ProductDiagram, weights: Weights, prices: Sequence[float]) -> None:
        self._support = product.support
        self._class = list(range(len(prices)))
        reached = _reached(product)
        for level in range(1, len(prices)):
            above = level - 1
            same = (prices[above], list(weights[above])) == (prices[level], list(weights[level]))
            if same and _exchangeable(product, above, reached):
                self._class[level] = self._class[above]
        order = product.diagrams.order
        self._members: dict[int, list[int]] = {}
        for level in sorted(range(len(prices)), key=order.__getitem__):
            self._members.setdefault(self._class[level], []).append(level)

    def first(self, node: int, level: int) -> int:
        """The first level in the file that is alike to this one, among those that the node depends on."""
        members = self._members[self._class[level]]
        if len(members) == 1:
            return level
        bits = self._support[node]
        return next(one for one in members if bits >> one & 1)

    def classes(self, node: int, levels: Sequence[int]) -> dict[int, list[int]]:
        """The levels, all of which a node depends on, by the first of each class."""
        found: dict[int, list[int]] = {}
        firsts: dict[int, int] = {}
        for level in levels:
            one = self._class[level]
            if one not in firsts:
                firsts[one] = self.first(node, level)
            found.setdefault(firsts[one], []).append(level)
        return found


def _reached(product: ProductDiagram) -> list[tuple[list[int], int]]:
    """For each level its nodes, and how far up the highest edge to any of them begins (-1: at the very top)."""
    nodes: list[list[int]] = [[] for _ in product.sizes]
    highest = [len(product.sizes)] * len(product.sizes)
    inner = product.below(product.root)
    for node in inner:
        level = product.level[node]
        nodes[level].append(node)
        for kid in product.kids[node]:
            if product.kids[kid]:
                highest[product.level[kid]] = min(highest[product.level[kid]], level)
    if inner:
        highest[product.level[product.root]] = -1
    return list(zip(nodes, highest, strict=True))


def _exchangeable(product: ProductDiagram, above: int, reached: Sequence[tuple[list[int], int]]) -> bool:
    """Whether the cells of a level and of the next one can be exchanged with nothing changed, at every node."""
    below, size = above + 1, product.sizes[above]
    nodes, _ = reached[above]
    under, highest = reached[below]
    if size != product.sizes[below] or not nodes or not under or highest < above:  # one counts where the other does not
        return False

    def at(node: int, first: int, second: int) -> int:
        kid = product.kids[node][first]
        return product.kids[kid][second] if product.kids[kid] and product.level[kid] == below else kid

    return all(at(node, p, q) == at(node, q, p) for node in nodes for p in range(size) for q in range(p))
