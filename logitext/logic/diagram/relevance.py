"""Which clauses can still decide a verdict, on its diagram; the same question as `smt.relevance` answers.

What is left of the diagram, given the answers, is a diagram over the clauses that can be asked: its ends say what is
left when all of those are answered too, as the others never will be. A clause that this does not depend on matters not.
Without assumptions every other one does. With them the question is whether answers to some of the other clauses leave
the verdict open, and settle it together with an answer to this one.

Where one may be when a clause is left open is a set of nodes. The union of a set is a node again, which says what all
of them have in common, and it has all that matters here: its ends are a value, "several values", and "no such world".
So a state of the search is a pair of nodes, what is left with the answer and what is left whatever the answer is, and
whether a state can be brought to a good end is the same for every clause and every verdict: what one search found
hopeless, the next need not look at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from logitext.logic.cone_of_influence import connected
from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.store import END, NodeStore, Operands, TooLargeError
from logitext.logic.diagram.walk import At, layout

MAX_STEPS = 60_000
"""The most steps (a state that is looked at, a pair of nodes that is united) of a call; the rest is the solver's."""
MAX_STEPS_OF_ONE = 20_000
"""The most steps for one clause."""

NONE, OPEN = 0, 1
"""Ends of what is left: no world; several values. The others stand for a value each."""

NodePair = tuple[int, int]
"""What is left with an answer to a clause, and what is left whatever the answer is: the latter allows the former."""


def relevant(
    diagrams: Diagrams, roots: Sequence[int], at: At, askable: Collection[int], wanted: Sequence[int], *, first: bool
) -> tuple[list[int], list[int]]:
    """The wanted askable clauses, by index and in their order, that can still decide the verdict of a root.

    With `first` at most one. And those of which that is too hard to see; with `first` the one at which it ended.
    """
    try:
        search = _Search(diagrams, roots, at, askable)
    except TooLargeError:
        return [], list(wanted)
    found: list[int] = []
    hard: list[int] = []
    for clause in wanted:
        try:
            if search.matters(clause):
                found.append(clause)
        except TooLargeError:
            hard.append(clause)
        if first and (found or hard):
            break
    return found, hard


class _Rest(NodeStore):
    """What is left of diagrams. `ends` has the ends within reach of each node, as bits."""

    def __init__(self, sizes: Sequence[int], max_steps: int) -> None:
        super().__init__(sizes, END, max_steps)
        self.ends: list[int] = []
        self._unions: dict[Operands, int] = {}
        self._values: dict[int, int] = {IMPOSSIBLE: self.new(END, ())}
        self.new(END, ())

    def new(self, level: int, kids: tuple[int, ...]) -> int:
        made = super().new(level, kids)
        ends = 0 if kids else 1 << made
        for kid in kids:
            ends |= self.ends[kid]
        self.ends.append(ends)
        return made

    def end(self, old: int) -> int:
        """The end that stands for an end of the diagrams."""
        found = self._values.get(old)
        if found is None:
            found = self._values[old] = self.new(END, ())
        return found

    def restricted(self, diagrams: Diagrams, root: int, at: At, askable: Collection[int]) -> int:
        """What is left of a root."""
        base, levels = diagrams.base, diagrams.forest.level
        if root < base:
            return self.end(root)
        new: dict[int, int] = {}
        answered = {level: (cell,) for level, clause in enumerate(diagrams.order) if (cell := at[clause]) is not None}
        needed = set(diagrams.forest.reached(root, answered))
        for end in needed:
            if end < base:
                new[end] = self.end(end)
        for node, clause, kids in layout(diagrams, root).steps:
            if node not in needed:
                continue
            cell = at[clause]
            if cell is not None:
                new[node] = new[kids[cell]]
            elif clause in askable:
                new[node] = self.node(levels[node], tuple([new[kid] for kid in kids]))
            else:
                new[node] = self.union([new[kid] for kid in kids])
        return new[root]

    def union(self, nodes: Sequence[int]) -> int:
        """What is left when it is not known which of the nodes it is."""
        result = nodes[0]
        for node in nodes[1:]:
            result = self.apply((result, node), self._unions, self._united)
        return result

    def _united(self, pair: Operands) -> int | None:
        one, other = pair
        if other in (one, NONE) or one == OPEN:
            return one
        if one == NONE or other == OPEN:
            return other
        return OPEN if self.level[one] == END and self.level[other] == END else None

    def cells(self, node: int, level: int) -> tuple[int, ...]:
        """What is left of a node for each cell of a level, which is its own or one above."""
        return self.kids[node] if self.level[node] == level else (node,) * self.sizes[level]


class _Search:
    """The search of one call, for all clauses and verdicts."""

    def __init__(self, diagrams: Diagrams, roots: Sequence[int], at: At, askable: Collection[int]) -> None:
        self._diagrams = diagrams
        self._at = at
        self._left = MAX_STEPS
        self._rest = _Rest(diagrams.forest.sizes, MAX_STEPS)
        self._roots = [self._rest.restricted(diagrams, root, at, askable) for root in roots]
        self._left = self._rest.steps_left
        self._level_of = {clause: level for level, clause in enumerate(diagrams.order)}
        self._hopeless: dict[frozenset[int], set[NodePair]] = {}
        self._certain = True
        """Whether every answer to what can be asked fits a world."""
        self._asking: dict[int, list[int]] = {}
        """The nodes of each level."""
        for node in self._rest.below(*self._roots):
            self._asking.setdefault(self._rest.level[node], []).append(node)
        self._certain = not any(self._rest.ends[root] & 1 << NONE for root in self._roots)

    def matters(self, clause: int) -> bool:
        """Whether a clause can still decide a verdict. TooLargeError where that is too hard to see."""
        level = self._level_of[clause]
        if level not in self._asking:
            return False
        if self._certain:
            return True
        rest = self._rest
        rest.steps_left = granted = min(MAX_STEPS_OF_ONE, self._left)
        try:
            return self._alone(level) or self._among(level)
        finally:
            self._left -= granted - max(rest.steps_left, 0)

    def _alone(self, level: int) -> bool:
        """Whether an answer to the clause of a level settles a verdict when those above it are answered."""
        none = frozenset[int]()
        for node in self._asking[level]:
            kids = set(self._rest.kids[node])
            if any(self._settles((one, other), none) for one in kids for other in kids - {one}):
                return True
        return False

    def _among(self, level: int) -> bool:
        """Whether it does when some of the others are left open.

        Only clauses are left open that assumptions tie to this one, directly or through others: see `smt.relevance`.
        """
        rest, tied = self._rest, self._tied[level]
        kept: list[dict[int, int]] = [{} for _ in range(rest.sizes[level])]
        for node in self._entries(min(tied)):
            cells = [rest.cofactor(node, level, cell, known) for cell, known in enumerate(kept)]
            whatever = rest.union(cells)
            if any(self._settles((given, whatever), tied) for given in set(cells)):
                return True
        return False

    def _settles(self, start: NodePair, tied: frozenset[int]) -> bool:
        """Whether answers, where those to the tied levels may be missing, lead to a value only with the answer."""
        hopeless = self._hopeless.setdefault(tied, set())
        rest, met, waiting = self._rest, {start}, [start]
        while waiting:
            state = waiting.pop()
            if state in hopeless:
                continue
            given, whatever = state
            rest.spend()
            values = rest.ends[given] & ~(1 << NONE)
            if not values & ~(1 << OPEN) or given == whatever:
                continue
            if not values & (values - 1):  # one value: the other clauses may be left open from here on
                if (rest.ends[whatever] & ~(1 << NONE)) | values != values:
                    return True
                continue
            level = min(rest.level[given], rest.level[whatever])
            sides = rest.cells(given, level), rest.cells(whatever, level)
            following: list[NodePair] = list(zip(*sides, strict=True))
            if level in tied:
                following.append((rest.union(sides[0]), rest.union(sides[1])))
            for after in following:
                if after not in met:
                    met.add(after)
                    waiting.append(after)
        hopeless |= met
        return False

    def _entries(self, level: int) -> Iterator[int]:
        """The nodes at a level or below it where one comes from above it, and the roots there."""
        rest = self._rest
        met = set()
        above = (kid for at, nodes in self._asking.items() if at < level for node in nodes for kid in rest.kids[node])
        for node in (*self._roots, *above):
            if node not in met and rest.level[node] >= level:
                met.add(node)
                yield node

    @cached_property
    def _tied(self) -> dict[int, frozenset[int]]:
        """For each level the levels that assumptions tie to it, through clauses without an answer; and itself."""
        open_ = [[self._level_of[c] for c in tie if self._at[c] is None] for tie in self._diagrams.ties]
        found = {level: frozenset({level}) for level in self._asking}
        for group in connected(open_):
            levels = frozenset([level for place in group for level in open_[place]])
            found.update(dict.fromkeys(levels, levels))
        return found
