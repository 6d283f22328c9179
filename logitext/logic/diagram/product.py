"""The undecided verdicts of a policy together on one diagram, which answers make smaller.

The diagrams of `build` are made once and only read. This one is for planning what to ask: its ends say what *all* of
the verdicts come to, or that there is no such world, and what is left of it after an answer is a node of the same
store, the same one whatever the order of the answers. What was found out about a node therefore holds for every
document that comes by it.

Not for several threads at once: whoever plans holds a lock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.store import END, NodeStore, Operands

NONE = 0
"""The node for "no such world"."""
OPEN = -1
"""The value of a verdict that stays open whatever else is answered: clauses that nobody can answer decide it."""

MAX_NODES = 100_000
FEW = 3
"""More answers than this that were not met before are taken into account together, not one after the other."""

_Outcome = tuple[int, ...]


class ProductDiagram(NodeStore):
    """One diagram over several verdicts.

    Clauses are numbered as in `Diagrams.clauses`, cells as in its `cells`; a node is a number, `root` the one where
    nothing is answered. `outcomes` has, for the node of an end, the end of each verdict in the policy's diagrams.
    Raises TooLargeError where there would be more than `most` nodes, by default MAX_NODES.
    """

    def __init__(self, diagrams: Diagrams, verdicts: Sequence[str], most: int | None = None) -> None:
        super().__init__(diagrams.forest.sizes, MAX_NODES if most is None else most, END)
        self.diagrams = diagrams
        self.verdicts = tuple(verdicts)
        self.level_of = {clause: level for level, clause in enumerate(diagrams.order)}
        self.outcomes: dict[int, _Outcome] = {}
        self.support: list[int] = []
        """For each node, the levels that it depends on, as bits."""
        self.ends: list[int] = []
        """For each node, the ends within reach other than NONE, as bits by their place in `outcomes`."""
        self.forbids: list[bool] = []
        """For each node, whether NONE is within reach."""
        self._end_of: dict[_Outcome, int] = {}
        self._restrictions: dict[tuple[int, int, int], int] = {}
        self._unions: dict[Operands, int] = {}
        self.new(END, ())
        self.forbids[NONE] = True
        self.root = self._together([self._lifted(diagrams.verdicts[name]) for name in verdicts])

    # --- what is left

    def restrict(self, node: int, level: int, cell: int) -> int:
        """What is left of a node when the clause of a level lies in a cell."""
        if not self.support[node] >> level & 1:
            return node
        kept = self._restrictions
        known = kept.get((node, level, cell))
        if known is not None:
            return known
        levels, kids, support = self.level, self.kids, self.support
        todo, stack, met = [], [node], {node}
        while stack:
            here = stack.pop()
            if levels[here] == level:
                kept[here, level, cell] = kids[here][cell]
                continue
            todo.append(here)
            for kid in kids[here]:
                if kid not in met and support[kid] >> level & 1 and (kid, level, cell) not in kept:
                    met.add(kid)
                    stack.append(kid)
        todo.sort(key=levels.__getitem__, reverse=True)
        for here in todo:
            below = [kept[kid, level, cell] if support[kid] >> level & 1 else kid for kid in kids[here]]
            kept[here, level, cell] = self.node(levels[here], tuple(below))
        return kept[node, level, cell]

    def after(self, at: Sequence[int | None]) -> int:
        """What is left of the root after answers: the cell of each clause, None for one without."""
        node, order = self.root, self.diagrams.order
        while self.level[node] != END and (cell := at[order[self.level[node]]]) is not None:
            node = self.kids[node][cell]
        known = [(level, cell) for level in self.levels(node) if (cell := at[order[level]]) is not None]
        for done, (level, cell) in enumerate(known):
            if len(known) - done > FEW and (node, level, cell) not in self._restrictions:
                return self._restricted(node, dict(known[done:]))
            node = self.restrict(node, level, cell)
        return node

    def _restricted(self, node: int, cells: Mapping[int, int]) -> int:
        """What is left of a node when the clauses of some levels lie in these cells, in one pass over it."""
        mask = sum(1 << level for level in cells)
        levels, kids, support = self.level, self.kids, self.support
        new: dict[int, int] = {}
        for here in reversed(self.below(node)):
            if not support[here] & mask:
                new[here] = here
                continue
            cell = cells.get(levels[here])
            below = [new.get(kid, kid) for kid in (kids[here] if cell is None else kids[here][cell : cell + 1])]
            new[here] = below[0] if cell is not None else self.node(levels[here], tuple(below))
        return new.get(node, node)

    def exists(self, node: int, levels: Collection[int]) -> int:
        """What is left when the clauses of these levels will never be answered: ends may then be OPEN for a verdict."""
        for level in levels:
            if self.support[node] >> level & 1:
                union = NONE
                for cell in range(self.sizes[level]):
                    union = self.apply((union, self.restrict(node, level, cell)), self._unions, self._either)
                node = union
        return node

    def levels(self, node: int) -> list[int]:
        """The levels that a node depends on, from the top."""
        bits, found = self.support[node], []
        while bits:
            lowest = bits & -bits
            found.append(lowest.bit_length() - 1)
            bits ^= lowest
        return found

    def done(self, node: int) -> bool:
        """Whether nothing that could be asked changes what is known of the verdicts."""
        ends = self.ends[node]
        return not ends & (ends - 1)

    # --- building

    def new(self, level: int, kids: tuple[int, ...]) -> int:
        support, ends, forbids = 1 << level if kids else 0, 0, False
        for kid in kids:
            support |= self.support[kid]
            ends |= self.ends[kid]
            forbids |= self.forbids[kid]
        made = super().new(level, kids)
        self.support.append(support)
        self.ends.append(ends)
        self.forbids.append(forbids)
        return made

    def end(self, outcome: _Outcome) -> int:
        """The node of an end."""
        found = self._end_of.get(outcome)
        if found is None:
            found = self._end_of[outcome] = self.new(END, ())
            self.ends[found] = 1 << len(self.outcomes)
            self.outcomes[found] = outcome
        return found

    def _lifted(self, root: int) -> int:
        """A verdict's own diagram, in this store."""
        old = self.diagrams.forest
        new: dict[int, int] = {}
        stack = [root]
        while stack:
            here = stack[-1]
            if here in new:
                stack.pop()
            elif not old.kids[here]:
                new[here] = NONE if here == IMPOSSIBLE else self.end((here,))
            elif waiting := [kid for kid in old.kids[here] if kid not in new]:
                stack += waiting
            else:
                new[here] = self.node(old.level[here], tuple(new[kid] for kid in old.kids[here]))
        return new[root]

    def _together(self, roots: Sequence[int]) -> int:
        result = roots[0]
        for root in roots[1:]:
            result = self.apply((result, root), {}, self._both)
        return result

    def _both(self, pair: Operands) -> int | None:
        """The end that says what both ends say, as both hold; None to look deeper."""
        one, other = pair
        if NONE in pair:
            return NONE
        if self.level[one] == END and self.level[other] == END:
            return self.end(self.outcomes[one] + self.outcomes[other])
        return None

    def _either(self, pair: Operands) -> int | None:
        """The node that says what is known if either of two nodes holds; None to look deeper."""
        one, other = pair
        if other in (one, NONE):
            return one
        if one == NONE:
            return other
        if self.level[one] == END and self.level[other] == END:
            pairs = zip(self.outcomes[one], self.outcomes[other], strict=True)
            return self.end(tuple(a if a == b else OPEN for a, b in pairs))
        return None
