"""Nodes in layers, in the order that the caller gives: the first two steps of a layered drawing.

After Sugiyama, Tagawa and Toda (1981): a node's layer is the length of the longest path to it, and an edge over several
layers gets a dummy in each between. Nodes keep the graph's own order within a layer, as a reader knows it from the
policy; only the dummies move, by sweeps up and down that put each at the barycentre of its neighbours, and by exchanges
that have fewer crossings. Edges of one node over several layers share their dummies, so they leave it as one line and
part where they must. The same graph gives the same layers.

This and `layout.py` are the only layout. The libraries grandalf 0.8, pyelk 0.3 and fast-sugiyama 0.5 were tried on the
graphs of the examples, and none is as good: their lines run through boxes, all boxes have one size, or one cannot ask
for an order of the nodes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Sequence

_SWEEPS = 24
_EXCHANGES = 8
_MOST_SIDE_BY_SIDE = 24


@dataclass(slots=True)
class Layers:
    """Items in layers, which an ordering rearranges. An item is an index of `names`; a dummy's name is None.

    `before` and `after` are an item's neighbours in the layers on either side. `ways` are the items that an edge of the
    graph passes, from its source to its target. `aside` is how far to the right of an item its line to another begins,
    below 1, where lines do not leave as one.
    """

    rows: list[list[int]] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    ways: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    aside: dict[tuple[int, int], float] = field(default_factory=dict)

    def add(self, name: str | None, row: int) -> int:
        """A new item at the end of a layer."""
        self.names.append(name)
        self.before.append([])
        self.after.append([])
        self.rows[row].append(len(self.names) - 1)
        return len(self.names) - 1

    def join(self, one: int, other: int) -> None:
        """A line between items of neighbouring layers."""
        if other not in self.after[one]:
            self.after[one].append(other)
            self.before[other].append(one)

    def positions(self) -> dict[int, int]:
        """The place of every item in its layer."""
        return {item: place for row in self.rows for place, item in enumerate(row)}

    def crossings(self) -> int:
        """How often lines between neighbouring layers cross."""
        position = self.positions()
        return sum(self._crossings_after(row, position) for row in self.rows)

    def _crossings_after(self, row: Sequence[int], position: dict[int, int]) -> int:
        ends = [end for item in row for end in sorted(position[other] for other in self.after[item])]
        return _inversions(ends)


def layers(graph: nx.DiGraph[str], *, share: bool = True) -> Layers:
    """The layers of a graph without circles; its nodes keep their order, and few lines cross.

    `share` is whether edges of one node leave it as one line.
    """
    found = _assigned(graph, share)
    _sweep(found, down=True)
    best, rows = found.crossings(), [list(row) for row in found.rows]
    for sweep in range(_SWEEPS):
        _sweep(found, down=sweep % 2 == 0)
        _exchange(found)
        now = found.crossings()
        if now < best:
            best, rows = now, [list(row) for row in found.rows]
        if not best:
            break
    found.rows = rows
    return found


def _assigned(graph: nx.DiGraph[str], share: bool) -> Layers:
    """Every node in its layer, and dummies where an edge passes one; each layer in the graph's order."""
    place = {name: index for index, name in enumerate(graph)}
    row_of = _rows(graph)
    found = Layers(rows=[[] for _ in set(row_of.values())])
    items = {name: found.add(name, row_of[name]) for name in graph}
    for name in graph:
        chain = [items[name]]
        targets = list(graph.successors(name))
        for target in sorted(targets, key=lambda target: (row_of[target], place[target])) if share else targets:
            chain = chain if share else chain[:1]
            while row_of[name] + len(chain) < row_of[target]:
                chain.append(found.add(None, row_of[name] + len(chain)))
            found.ways[name, target] = [*chain[: row_of[target] - row_of[name]], items[target]]
            for one, other in pairwise(found.ways[name, target]):
                found.join(one, other)
            if not share:
                way = found.ways[name, target]
                found.aside[way[0], way[1]] = targets.index(target) / len(targets)
    return found


def _rows(graph: nx.DiGraph[str]) -> dict[str, int]:
    """The layer of each node: as early as may be, so that what depends on nothing stands side by side.

    Where that would be too many in one layer, those that depend on at most one node stand just before their first user.
    """
    row_of = {name: row for row, names in enumerate(nx.topological_generations(graph)) for name in names}
    if max(Counter(row_of.values()).values(), default=0) > _MOST_SIDE_BY_SIDE:
        for name in reversed(list(nx.topological_sort(graph))):
            if graph.in_degree(name) <= 1 and graph.out_degree(name):
                row_of[name] = min(row_of[user] for user in graph.successors(name)) - 1
    used = sorted(set(row_of.values()))
    return {name: used.index(row) for name, row in row_of.items()}


def _sweep(found: Layers, *, down: bool) -> None:
    """Put the dummies of each layer at their barycentres in the layer that was ordered before."""
    neighbours = found.before if down else found.after
    for row in found.rows if down else reversed(found.rows):
        position = found.positions()
        middle = {
            item: _mean(
                [position[other] + found.aside.get((other, item), 0.0) for other in neighbours[item]], position[item]
            )
            for item in row
        }
        nodes = iter([item for item in row if found.names[item] is not None])
        # A sort as if all could move says which places are for nodes; these are then filled in the nodes' own order.
        ordered = sorted(row, key=middle.__getitem__)
        row[:] = [item if found.names[item] is None else next(nodes) for item in ordered]


def _exchange(found: Layers) -> None:
    """Exchange a dummy with its neighbour in a layer, as long as that has fewer crossings."""
    for _ in range(_EXCHANGES):
        position = found.positions()
        changed = False
        for row in found.rows:
            for place in range(len(row) - 1):
                one, other = row[place], row[place + 1]
                if found.names[one] is not None and found.names[other] is not None:
                    continue
                if _gain(found, one, other, position) > 0:
                    row[place], row[place + 1] = other, one
                    position[one], position[other] = place + 1, place
                    changed = True
        if not changed:
            return


def _gain(found: Layers, one: int, other: int, position: dict[int, int]) -> int:
    """How many crossings fewer there are when two neighbours change places."""
    gain = 0
    for neighbours in (found.before, found.after):
        left = [position[item] + found.aside.get((item, one), 0.0) for item in neighbours[one]]
        right = [position[item] + found.aside.get((item, other), 0.0) for item in neighbours[other]]
        gain += sum((a > b) - (a < b) for a in left for b in right)
    return gain


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _inversions(values: Sequence[int]) -> int:
    """How many pairs stand in the wrong order, counted with a Fenwick tree in O(n log n)."""
    tree = [0] * (max(values, default=0) + 2)
    found = 0
    for seen, value in enumerate(values):
        index, not_greater = value + 1, 0
        while index > 0:
            not_greater += tree[index]
            index -= index & -index
        found += seen - not_greater
        index = value + 1
        while index < len(tree):
            tree[index] += 1
            index += index & -index
    return found
