"""What answers say on a diagram: the ends that are still within reach, and the nearest world with another one.

Answers are a list `at` with the cell of each clause (by index), None for one that is not answered.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE

At = Sequence[int | None]

FAR = 1 << 30


def outcome(diagrams: Diagrams, root: int, at: At) -> int | None:
    """The one end other than "no such world" that is within reach; IMPOSSIBLE where none is, None where several are."""
    base, clause, kids = diagrams.base, diagrams.clause, diagrams.forest.kids
    node = root
    while node >= base:
        cell = at[clause[node]]
        if cell is None:
            return _several(diagrams, node, at)
        node = kids[node][cell]
    return node


def _several(diagrams: Diagrams, root: int, at: At) -> int | None:
    """The same, where not all that is met is answered."""
    base, clause, kids = diagrams.base, diagrams.clause, diagrams.forest.kids
    found = IMPOSSIBLE
    met = {root}
    stack = [root]
    while stack:
        node = stack.pop()
        if node < base:
            if node != IMPOSSIBLE and node != found:
                if found != IMPOSSIBLE:
                    return None
                found = node
            continue
        cell = at[clause[node]]
        for kid in kids[node] if cell is None else (kids[node][cell],):
            if kid not in met:
                met.add(kid)
                stack.append(kid)
    return found


class Nearest:
    """Finds, for the answers of one document, the worlds nearest to them in which a verdict has another value.

    Nearest: with the fewest answers different. One pass over the diagram from its ends to its root.
    """

    def __init__(self, diagrams: Diagrams, root: int, at: At, value: int) -> None:
        self._diagrams = diagrams
        self._root = root
        self._at = at
        self._steps = reachable(diagrams, root)
        self._distance = [FAR] * (self._steps[-1][0] + 1 if self._steps else diagrams.base)
        for end in range(min(diagrams.base, len(self._distance))):
            self._distance[end] = FAR if end in (IMPOSSIBLE, value) else 0

    def __call__(self, kept: Collection[int]) -> frozenset[int] | None:
        """The answers (by index of their clause) that such a world differs in, none of the kept ones; None if none."""
        distance, at = self._distance, self._at
        if self._root < self._diagrams.base:
            return None if distance[self._root] >= FAR else frozenset()
        for node, clause, kids in self._steps:
            cell = at[clause]
            if cell is None:
                distance[node] = min([distance[kid] for kid in kids])
            elif clause in kept:
                distance[node] = distance[kids[cell]]
            elif len(kids) == 2:
                same, other = distance[kids[cell]], distance[kids[1 - cell]] + 1
                distance[node] = min(other, same)
            else:
                distance[node] = min([distance[kid] + (place != cell) for place, kid in enumerate(kids)])
        return None if distance[self._root] >= FAR else self._differing(kept)

    def _differing(self, kept: Collection[int]) -> frozenset[int]:
        """The answers that differ on a shortest way from the root."""
        distance, at, base = self._distance, self._at, self._diagrams.base
        clauses, all_kids = self._diagrams.clause, self._diagrams.forest.kids
        found = []
        node = self._root
        while node >= base:
            clause, kids = clauses[node], all_kids[node]
            cell = at[clause]
            if cell is None:
                node = min(kids, key=distance.__getitem__)
            elif distance[kids[cell]] == distance[node] or clause in kept:
                node = kids[cell]
            else:
                found.append(clause)
                node = min((kid for place, kid in enumerate(kids) if place != cell), key=distance.__getitem__)
        return frozenset(found)


def reachable(diagrams: Diagrams, root: int) -> list[tuple[int, int, tuple[int, ...]]]:
    """The inner nodes below a root, children first, each with its clause and children."""
    known = diagrams.below.get(root)
    if known is None:
        base, kids = diagrams.base, diagrams.forest.kids
        met = {root}
        stack = [root]
        while stack:
            for kid in kids[stack.pop()]:
                if kid not in met:
                    met.add(kid)
                    stack.append(kid)
        known = [(node, diagrams.clause[node], kids[node]) for node in sorted(met) if node >= base]
        diagrams.below[root] = known
    return known
