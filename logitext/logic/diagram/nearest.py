"""The worlds nearest to the answers of one document in which a verdict has another value, and minimal reasons.

Both are asked for again and again with other answers kept, so both work on what the change reaches, and not on the
whole diagram: a large policy has thousands of reasons, most of them in a part of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from heapq import heapify

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.layout import DiagramLayout
from logitext.logic.diagram.walk import At, layout
from logitext.logic.settle import settle

FAR = 1 << 30
"""This far, or farther, away is no world."""


class NearestWorlds:
    """Finds, for the answers of one document, the worlds nearest to them in which a verdict has another value.

    Nearest: with the fewest answers different. The distance of each node to such a world is kept from one call to the
    next: only nodes of answers that are kept now and were not, or the other way round, are looked at again, and those
    above a node whose distance changed.
    """

    def __init__(self, diagrams: Diagrams, root: int, at: At, value: int) -> None:
        self._diagrams = diagrams
        self._root = root
        self._at = at
        self._layout = layout(diagrams, root)
        self._kept: set[int] = set()
        size = max(root + 1, diagrams.base)
        self._distance = distance = [FAR] * size
        for end in range(diagrams.base):
            distance[end] = FAR if end in (IMPOSSIBLE, value) else 0
        for node, _, _ in self._layout.steps:
            distance[node] = self._measured(node)
        self._ahead: dict[int, int] = {}

    def __call__(self, kept: Collection[int]) -> frozenset[int] | None:
        """The answers (by index of their clause) that such a world differs in, none of the kept ones; None if none."""
        wanted = set(kept)
        self._change(wanted ^ self._kept)
        return self._differing()

    def apart(self) -> Iterator[frozenset[int]]:
        """The differing answers of one world after another, each answer in one of them only."""
        found = self(())
        while found is not None:
            yield found
            self._change(found)
            found = self._differing()

    # --- distances

    def _measured(self, node: int) -> int:
        """The distance of a node, by those of its children."""
        distance, kids, clause = self._distance, self._diagrams.forest.kids[node], self._diagrams.clause[node]
        cell = self._at[clause]
        if cell is None:
            return min([distance[kid] for kid in kids])
        if clause in self._kept:
            return distance[kids[cell]]
        if len(kids) == 2:
            same, other = distance[kids[cell]], distance[kids[1 - cell]] + 1
            return min(other, same)
        return min([distance[kid] + (place != cell) for place, kid in enumerate(kids)])

    def _change(self, clauses: Iterable[int]) -> None:
        """Keep the answers to these clauses that were not kept, and no longer the others."""
        distance, known = self._distance, self._layout
        self._kept.symmetric_difference_update(clauses)
        waiting = [node for clause in clauses for node in known.nodes.get(clause, ())]
        heapify(waiting)
        settle(waiting, distance, self._measured, known.parents)

    # --- ways

    def _differing(self) -> frozenset[int] | None:
        """The answers that differ on a shortest way from the root."""
        distance, kids, clauses = self._distance, self._diagrams.forest.kids, self._diagrams.clause
        node = self._root
        if distance[node] >= FAR:
            return None
        found = []
        while distance[node]:
            node = self._next(node)
            found.append(clauses[node])
            less = distance[node] - 1
            own = self._at[clauses[node]]
            node = next(kid for place, kid in enumerate(kids[node]) if place != own and distance[kid] == less)
        return frozenset(found)

    def _next(self, node: int) -> int:
        """The next node on a shortest way from this one (whose distance is not 0) at which the answer differs.

        Where the way leads is remembered for each node on it, and holds while both ends are as far away as each other.
        """
        distance, ahead, clauses, kids = self._distance, self._ahead, self._diagrams.clause, self._diagrams.forest.kids
        here = distance[node]
        passed = []
        while True:
            following = ahead.get(node)
            if following is None or distance[following] != here:
                clause = clauses[node]
                cell = self._at[clause]
                if cell is None:
                    following = next(kid for kid in kids[node] if distance[kid] == here)
                else:
                    following = kids[node][cell]
                    if distance[following] != here or (clause not in self._kept and self._turns(node, cell)):
                        break
            passed.append(node)
            node = following
        for one in passed:
            ahead[one] = node
        return node

    def _turns(self, node: int, cell: int) -> bool:
        """Whether a shortest way may leave the answer here."""
        less = self._distance[node] - 1
        return any(
            self._distance[kid] == less for place, kid in enumerate(self._diagrams.forest.kids[node]) if place != cell
        )


class Shrinking:
    """Leaves answers out of a reason, one at a time, while the others are reason enough.

    A node is *good* when whatever is within its reach has the value, or is no world. An answer may be left out when all
    children are good of the nodes that ask for it and are within reach of the root. To leave one out brings more nodes
    within reach and makes fewer good: each node changes once in each respect, so that all answers together, in whatever
    order, take a time linear in the diagram.
    """

    def __init__(self, diagrams: Diagrams, root: int, at: At, value: int, kept: Collection[int]) -> None:
        """Precondition: the kept answers (by index of their clause) entail the value."""
        self._kids = diagrams.forest.kids
        self._clause = diagrams.clause
        self._base = diagrams.base
        self._at = at
        self._layout: DiagramLayout = layout(diagrams, root)
        self.kept = set(kept)
        self._good = [False] * max(root + 1, diagrams.base)
        self._good[IMPOSSIBLE] = self._good[value] = True
        for node, _, _ in self._layout.steps:
            self._good[node] = all(self._good[kid] for kid in self._below(node))
        self._within: set[int] = set()
        self._reach([root])

    def __call__(self, order: Iterable[int]) -> set[int]:
        """A minimal reason within the kept answers: they are tried in this order, and left out where that can be."""
        for clause in order:
            asking = self._layout.nodes.get(clause, ())
            if all(self._good[kid] for node in asking if node in self._within for kid in self._kids[node]):
                self.kept.remove(clause)
                self._reach([kid for node in asking if node in self._within for kid in self._kids[node]])
                self._spoil(asking)
        return self.kept

    def _below(self, node: int) -> tuple[int, ...]:
        """The children that are within reach of a node."""
        clause = self._clause[node]
        cell = self._at[clause]
        return self._kids[node] if cell is None or clause not in self.kept else (self._kids[node][cell],)

    def _reach(self, nodes: list[int]) -> None:
        """Note that these, and what is within their reach, are within reach of the root."""
        while nodes:
            node = nodes.pop()
            if node >= self._base and node not in self._within:
                self._within.add(node)
                nodes.extend(self._below(node))

    def _spoil(self, nodes: Iterable[int]) -> None:
        """Note which of these, and of those above, are good no longer."""
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if self._good[node] and not all(self._good[kid] for kid in self._below(node)):
                self._good[node] = False
                waiting.extend(self._layout.parents[node])
