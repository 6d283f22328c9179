"""Which clauses can still decide a verdict, on its diagram; the same question as `smt.relevance` answers.

What is left of the diagram, given the answers, is a diagram over the clauses that can be asked: its ends say what is
left when all of those are answered too, as the others never will be. A clause that this does not depend on matters not.
One that it depends on settles the verdict by its own answer, the others answered in some way, unless only worlds that
the assumptions forbid stand against it; then it may still settle it while some of the others are not answered.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import END, IMPOSSIBLE
from logitext.logic.diagram.walk import At, layout

MAX_STATES = 5_000
"""The most that is looked at for one clause before the question is left to the solver."""
MAX_IN_ALL = 20_000
"""The most that is looked at for all clauses of a call."""

NONE, OPEN = IMPOSSIBLE, -1
"""Ends of what is left: no world; several values. The others are ends of the diagram."""


class TooHardError(Exception):
    """The question is left to the solver."""


def relevant(
    diagrams: Diagrams, roots: Sequence[int], at: At, askable: Collection[int], wanted: Sequence[int], *, first: bool
) -> tuple[list[int], list[int]]:
    """Of the wanted askable clauses, by index and in their order, those that can still decide the verdict of a root.

    With `first` at most one. And those of which that is too hard to see; with `first` the one at which it ended.
    """
    try:
        rests = [_Rest(diagrams, root, at, askable) for root in roots]
    except TooHardError:
        return [], list(wanted)
    found: list[int] = []
    hard: list[int] = []
    for clause in wanted:
        try:
            if any(rest.matters(clause) for rest in rests):
                found.append(clause)
        except TooHardError:
            hard.append(clause)
        if first and (found or hard):
            break
    return found, hard


class _Rest:
    """What is left of a diagram. Nodes are numbered from 0, children before parents; ends are negative or old ends."""

    def __init__(self, diagrams: Diagrams, root: int, at: At, askable: Collection[int]) -> None:
        self._diagrams = diagrams
        self._base = diagrams.base
        self._first = diagrams.base  # new inner nodes are numbered from here on
        self._level: list[int] = []
        self._kids: list[tuple[int, ...]] = []
        self._unique: dict[tuple[int, tuple[int, ...]], int] = {}
        self._unions: dict[tuple[int, int], int] = {}
        self._steps = MAX_STATES * 10
        self._left = MAX_IN_ALL
        self.root = self._restrict(root, at, askable)

    def _restrict(self, root: int, at: At, askable: Collection[int]) -> int:
        diagrams = self._diagrams
        if root < self._base:
            return root
        new: dict[int, int] = {end: end for end in range(self._base)}
        needed = _needed(diagrams, root, at)
        for node, clause, kids in layout(diagrams, root).steps:
            if node not in needed:
                continue
            cell = at[clause]
            if cell is not None:
                new[node] = new[kids[cell]]
            elif clause in askable:
                new[node] = self._node(diagrams.forest.level[node], tuple([new[kid] for kid in kids]))
            else:
                result = new[kids[0]]
                for kid in kids[1:]:
                    result = self._union(result, new[kid])
                new[node] = result
        return new[root]

    def _node(self, level: int, kids: tuple[int, ...]) -> int:
        if kids.count(kids[0]) == len(kids):
            return kids[0]
        key = (level, kids)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = self._first + len(self._level)
            self._level.append(level)
            self._kids.append(kids)
        return found

    def _at(self, node: int) -> int:
        return END if node < self._first else self._level[node - self._first]

    def _below(self, node: int) -> tuple[int, ...]:
        return self._kids[node - self._first]

    def _union(self, one: int, other: int) -> int:
        """What is left when it is not known which of the two it is."""
        simple = _simple_union(one, other, self._first)
        if simple is not None:
            return simple
        stack = [(one, other)]
        while stack:
            key = stack[-1]
            if key in self._unions:
                stack.pop()
                continue
            self._steps -= 1
            if self._steps < 0:
                raise TooHardError
            level = min(self._at(key[0]), self._at(key[1]))
            sides = [self._below(node) if self._at(node) == level else (node,) * self._size(level) for node in key]
            results, waiting = [], []
            for a, b in zip(*sides, strict=True):
                result = _simple_union(a, b, self._first)
                if result is None:
                    result = self._unions.get((a, b))
                if result is None:
                    waiting.append((a, b))
                else:
                    results.append(result)
            if waiting:
                stack += waiting
            else:
                self._unions[key] = self._node(level, tuple(results))
                stack.pop()
        return self._unions[one, other]

    def _size(self, level: int) -> int:
        return self._diagrams.forest.sizes[level]

    # --- what matters

    def _nodes(self) -> list[int]:
        met = {self.root}
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node >= self._first:
                for kid in self._below(node):
                    if kid not in met:
                        met.add(kid)
                        stack.append(kid)
        return list(met)

    def matters(self, clause: int) -> bool:
        """Whether the clause can still decide the verdict."""
        return clause in self._support and (not self._has_none or self._decides(clause))

    @cached_property
    def _has_none(self) -> bool:
        """Whether some answers to what can be asked fit no world."""
        return NONE in self._nodes()

    @cached_property
    def _support(self) -> set[int]:
        """The clauses that it depends on."""
        order = self._diagrams.order
        return {order[self._at(node)] for node in self._nodes() if node >= self._first}

    def _decides(self, clause: int) -> bool:
        """Whether an answer to the clause can settle the verdict."""
        level = self._diagrams.order.index(clause)
        return self._alone(level) or any(self._among(level, cell) for cell in range(self._size(level)))

    def _alone(self, level: int) -> bool:
        """Whether it does when all the others are answered: two answers to it then lead to two ends, one of a value."""
        waiting = [
            (a, b)
            for node in self._nodes()
            if self._at(node) == level
            for a in set(self._below(node))
            for b in set(self._below(node)) - {a}
        ]
        met = set(waiting)
        while waiting:
            one, other = waiting.pop()
            at = min(self._at(one), self._at(other))
            if at == END:
                if one not in (NONE, OPEN) and other not in (NONE, one):
                    return True
                continue
            if one == other or one in (NONE, OPEN) or other == NONE:
                continue
            self._spend(len(met))
            for cell in range(self._size(at)):
                pair = (self._follow(one, at, cell), self._follow(other, at, cell))
                if pair not in met:
                    met.add(pair)
                    waiting.append(pair)
        return False

    def _follow(self, node: int, level: int, cell: int) -> int:
        return self._below(node)[cell] if self._at(node) == level else node

    def _spend(self, states: int) -> None:
        self._left -= 1
        if states > MAX_STATES or self._left < 0:
            raise TooHardError

    def _among(self, level: int, cell: int) -> bool:
        """Whether it does with this answer when the others are answered or not, as may be.

        A state is the set of places where one may be with the answer, and the set where one may be whatever it is.
        """
        start = (frozenset({self.root}), frozenset({self.root}))
        waiting, met = [start], {start}
        while waiting:
            given, whatever = waiting.pop()
            at = min(map(self._at, given | whatever))
            if at == END:
                if len(given - {NONE}) == 1 and OPEN not in given and whatever - {NONE} - given:
                    return True
                continue
            cells = range(self._size(at))
            if at == level:
                following = [(self._go(given, at, (cell,)), self._go(whatever, at, cells))]
            else:
                one_by_one = [(self._go(given, at, (one,)), self._go(whatever, at, (one,))) for one in cells]
                following = [*one_by_one, (self._go(given, at, cells), self._go(whatever, at, cells))]
            for state in following:
                if state not in met and not self._hopeless(state[0]):
                    met.add(state)
                    self._spend(len(met))
                    waiting.append(state)
        return False

    def _go(self, nodes: frozenset[int], level: int, cells: Sequence[int]) -> frozenset[int]:
        return frozenset(self._follow(node, level, cell) for node in nodes for cell in cells)

    @staticmethod
    def _hopeless(given: frozenset[int]) -> bool:
        return OPEN in given or given == {NONE}


def _simple_union(one: int, other: int, first: int) -> int | None:
    if one == other or other == NONE:
        return one
    if one == NONE:
        return other
    if one == OPEN or other == OPEN:
        return OPEN
    return OPEN if one < first and other < first else None


def _needed(diagrams: Diagrams, root: int, at: At) -> set[int]:
    """The nodes that the answers leave within reach."""
    base, clause, kids = diagrams.base, diagrams.clause, diagrams.forest.kids
    met = {root}
    stack = [root]
    while stack:
        node = stack.pop()
        if node < base:
            continue
        cell = at[clause[node]]
        for kid in kids[node] if cell is None else (kids[node][cell],):
            if kid not in met:
                met.add(kid)
                stack.append(kid)
    return met
