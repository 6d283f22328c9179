"""What one condition says by itself, as a node of a diagram: its models, its weight, the cheapest of its worlds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logitext.logic.diagram.forest import FALSE, TRUE, Forest
from logitext.logic.diagram.store import Weights

CellWorld = dict[int, int]
"""A cell for each of some levels."""

Cost = Callable[[int, int], float]
"""What it costs to demand a cell of a level."""

_FAR = float("inf")


def models(forest: Forest, node: int, levels: Sequence[int]) -> int:
    """The number of worlds over some levels that meet a condition. Precondition: it depends on no other level."""
    place = {level: index for index, level in enumerate(levels)}
    sizes = [forest.sizes[level] for level in levels]
    free = [1] * (len(levels) + 1)
    for index in range(len(levels) - 1, -1, -1):
        free[index] = free[index + 1] * sizes[index]

    def at(here: int) -> int:
        return place.get(forest.level[here], len(levels))

    count = {FALSE: 0, TRUE: 1}
    for here in reversed(forest.below(node)):
        own = place[forest.level[here]]
        count[here] = sum(count[kid] * (free[own + 1] // free[at(kid)]) for kid in forest.kids[here])
    return count[node] * (free[0] // free[at(node)])


def weight_of(forest: Forest, node: int, weights: Weights) -> float:
    """How likely a condition is met, if `weights` has the chance of each cell of a level."""
    found = {FALSE: 0.0, TRUE: 1.0}
    for here in reversed(forest.below(node)):
        own = weights[forest.level[here]]
        found[here] = sum(chance * found[kid] for chance, kid in zip(own, forest.kids[here], strict=True))
    return found[node]


def cheapest_way(forest: Forest, root: int, cost: Cost) -> CellWorld | None:
    """The cheapest way through a diagram to true; None where there is none."""
    if root == FALSE:
        return None
    least: dict[int, float] = {FALSE: _FAR, TRUE: 0.0}
    best: dict[int, int] = {}
    for here in reversed(forest.below(root)):
        level, kids = forest.level[here], forest.kids[here]
        prices = [cost(level, cell) + least[kid] for cell, kid in enumerate(kids)]
        best[here] = min(range(len(kids)), key=prices.__getitem__)
        least[here] = prices[best[here]]
    world: CellWorld = {}
    while root != TRUE:
        level = forest.level[root]
        world[level] = best[root]
        root = forest.kids[root][best[root]]
    return world
