"""Nodes of reduced ordered decision diagrams, each kept once, and the loops over them that every use shares.

A node is an integer. An inner node asks for the cell of the clause of its level and has a child for each cell. Equal
nodes are one node, and no node has all its children the same, so that two diagrams mean the same function exactly when
they are the same integer (Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986; several children
and ends as in Miller and Drechsler's multiple-valued diagrams).

Own code rather than a binding to a package of diagrams: what comes out must be plain integers that any thread may read,
with values and multi-way nodes, and with an exact bound on the work, on every platform.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

END = 1 << 60
"""The level of the ends: below every clause."""

Operands = tuple[int, ...]
Weights = Sequence[Sequence[float]]
"""For each level, how likely each cell of its clause is, before anything is known: adding up to 1."""


class TooLargeError(Exception):
    """The diagram, or the work for it, has grown past the limit."""


class NodeStore:
    """The nodes over one order of the clauses; `sizes` has the number of cells at each level.

    TooLargeError once there are more than `max_nodes` nodes, or more than `max_steps` steps were taken.
    """

    def __init__(self, sizes: Sequence[int], max_nodes: int, max_steps: int) -> None:
        self.sizes = sizes
        self.level: list[int] = []
        self.kids: list[tuple[int, ...]] = []
        self.max_nodes = max_nodes
        self.steps_left = max_steps
        self._unique: dict[tuple[int, tuple[int, ...]], int] = {}

    def __len__(self) -> int:
        """How many nodes there are by now."""
        return len(self.level)

    def node(self, level: int, kids: tuple[int, ...]) -> int:
        """The node with these children."""
        first = kids[0]
        if kids.count(first) == len(kids):
            return first
        key = (level, kids)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = self.new(level, kids)
        return found

    def new(self, level: int, kids: tuple[int, ...]) -> int:
        """A new node; an end where it has no children."""
        if len(self.level) >= self.max_nodes:
            raise TooLargeError
        self.level.append(level)
        self.kids.append(kids)
        return len(self.level) - 1

    def spend(self, steps: int = 1) -> None:
        """Count steps of work."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise TooLargeError

    def apply(self, operands: Operands, kept: dict[Operands, int], simple: Callable[[Operands], int | None]) -> int:
        """The diagram of what `simple` says of the operands' ends.

        `simple` gives the node for operands that need no deeper look, None for the others; it must not be None where
        all of them are ends. `kept` has the results by operands and belongs to one `simple`. Without recursion, as a
        diagram may be thousands of levels deep.
        """
        done = simple(operands)
        if done is None:
            done = kept.get(operands)
        if done is not None:
            return done
        levels, kids, sizes, node = self.level, self.kids, self.sizes, self.node
        known = kept.get
        stack = [operands]
        while stack:
            key = stack[-1]
            if key in kept:
                stack.pop()
                continue
            self.steps_left -= 1
            if self.steps_left < 0:
                raise TooLargeError
            at = [levels[one] for one in key]
            top = min(at)
            size = sizes[top]
            results: list[int] = []
            waiting = False
            sides = [kids[one] if here == top else (one,) * size for one, here in zip(key, at, strict=True)]
            for below in zip(*sides, strict=True):
                result = simple(below)
                if result is None:
                    result = known(below)
                if result is not None:
                    results.append(result)
                else:
                    stack.append(below)
                    waiting = True
            if not waiting:
                kept[key] = node(top, tuple(results))
                stack.pop()
        return kept[operands]

    def cofactor(self, node: int, level: int, cell: int, kept: dict[int, int]) -> int:
        """What is left of a node when the clause of a level lies in a cell; `kept` belongs to these two."""
        levels, kids = self.level, self.kids
        stack = [node]
        while stack:
            here = stack[-1]
            if here in kept:
                stack.pop()
            elif levels[here] >= level:
                kept[here] = kids[here][cell] if levels[here] == level else here
                stack.pop()
            elif waiting := [kid for kid in kids[here] if kid not in kept]:
                stack += waiting
            else:
                kept[here] = self.node(levels[here], tuple([kept[kid] for kid in kids[here]]))
                stack.pop()
        return kept[node]

    def below(self, *roots: int) -> list[int]:
        """The inner nodes within reach, each after all of its parents."""
        levels, kids = self.level, self.kids
        stack = [root for root in roots if levels[root] != END]
        met = set(stack)
        while stack:
            for kid in kids[stack.pop()]:
                if kid not in met and levels[kid] != END:
                    met.add(kid)
                    stack.append(kid)
        return sorted(met, key=levels.__getitem__)

    def reached(self, root: int, cells: Mapping[int, Collection[int]]) -> Iterator[int]:
        """The nodes within reach, ends among them, when the clauses of some levels lie in one of these cells."""
        levels, kids = self.level, self.kids
        met, stack = {root}, [root]
        while stack:
            here = stack.pop()
            yield here
            chosen = cells.get(levels[here])
            for kid in kids[here] if chosen is None else [kids[here][cell] for cell in chosen]:
                if kid not in met:
                    met.add(kid)
                    stack.append(kid)
