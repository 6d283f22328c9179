"""The worlds of a policy on decision diagrams: conditions on them are nodes of one forest.

A *world* gives every clause a cell; *allowed* are those in which the assumptions hold. A condition is a node that ends
in false and true. Of assumptions only those have a say that are tied to the condition's clauses, directly or through
others: the rest can always be met beside it.

A *cube* is a part of a world: for some levels the cells that will do. It *entails* a condition if every allowed world
in it meets the condition, and there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from logitext.logic.diagram.build import Choices, DiagramBuilder
from logitext.logic.diagram.cells import NotFiniteError, cells_of
from logitext.logic.diagram.forest import FALSE, IMPOSSIBLE, TRUE
from logitext.logic.diagram.store import END, TooLargeError, Weights
from logitext.logic.worlds.one_condition import CellWorld, Cost, cheapest_way, models, weight_of
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.term import Term

MAX_NODES = 400_000
MAX_STEPS = 4_000_000
"""Beyond these (some seconds of work) it is given up: TooLargeError."""

Cube = dict[int, tuple[int, ...]]
Said = Mapping[int, Collection[int]]
"""For levels whose cells cannot all be known: the cells that can be known."""


class DiagramWorlds:
    """The worlds of one policy (with numbers for dates). NotFiniteError where it has no diagrams."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self.cells = cells_of(policy)
        self._builder = DiagramBuilder(policy, self.cells, MAX_NODES, MAX_STEPS)
        try:
            self._builder.define()
            conditions = self._builder.conditions()
        except TooLargeError:
            raise NotFiniteError("its diagram grows too large") from None
        self.forest = self._builder.forest
        self.order = tuple(self._builder.order)
        self.level_of = {name: level for level, name in enumerate(self.order)}
        self._groups = [(self._bits(support), node) for support, node in conditions]
        self._support: dict[int, int] = {}
        self._allowed: dict[int, int] = {}
        self._cofactors: dict[tuple[int, int], dict[int, int]] = {}

    def release(self, mark: int) -> None:
        """Forget the nodes from a number on."""
        self.forest.release(mark)
        self._support = {node: bits for node, bits in self._support.items() if node < mark}
        self._allowed = {bits: node for bits, node in self._allowed.items() if node < mark}
        self._cofactors.clear()

    @property
    def groups(self) -> Sequence[int]:
        """The assumptions, as nodes that share no clause."""
        return [node for _, node in self._groups]

    # --- conditions

    def defined(self) -> dict[str, int | Choices]:
        """What each definition and verdict means."""
        return self._builder.defined()

    def read(self, term: Term, defined: Mapping[str, int | Choices]) -> int | Choices:
        """What a term means where definitions and verdicts mean what is given. TooLargeError."""
        return self._builder.read(term, defined)

    def outcome(self, name: str, value: Value) -> int:
        """That a definition or a verdict has a value."""
        return self._builder.outcome(name, value)

    def outcomes(self, name: str) -> Sequence[Value]:
        """The values that a definition or a verdict may have by itself."""
        return self._builder.outcomes(name)

    def clauses_of(self, name: str) -> frozenset[str]:
        """The clauses that a definition or a verdict speaks of."""
        return self._builder.clauses_of(name)

    def within(self, clause: str, cells: Collection[int]) -> int:
        """That a clause lies in one of some cells."""
        return self.forest.cell(self.level_of[clause], tuple(cells))

    def of_cube(self, cube: Mapping[int, Collection[int]]) -> int:
        """That a world lies in a cube."""
        return self.forest.conjoin([self.forest.cell(level, tuple(cells)) for level, cells in cube.items()])

    def both(self, *nodes: int) -> int:
        return self.forest.conjoin(nodes)

    def either(self, *nodes: int) -> int:
        return self.forest.disjoin(nodes)

    def negate(self, node: int) -> int:
        return self.forest.negate(node)

    def possible(self, node: int) -> int:
        """The allowed worlds that meet a condition; FALSE where there are none."""
        return self.forest.conjoin([node, self._allowing(self.support(node))])

    def feasible(self, node: int) -> bool:
        """Whether some allowed world meets a condition."""
        return self.possible(node) != FALSE

    def decisive(self, node: int, clause: str) -> tuple[int, int, int] | None:
        """Two cells of a clause between which it alone turns a condition, and when it does.

        That is a condition on the other clauses under which both worlds are allowed, and the first meets `node` and the
        second does not. Of several pairs of cells the one with the most such worlds; None where there is none.
        """
        level = self.level_of[clause]
        if not self.support(node) >> level & 1:
            return None
        allowed = self._allowing(self.support(node))
        meets, misses = self.both(allowed, node), self.both(allowed, self.negate(node))
        found: tuple[int, int, int, int] | None = None
        size = self.forest.sizes[level]
        within = [self.cofactor(meets, level, cell) for cell in range(size)]
        without = [self.cofactor(misses, level, cell) for cell in range(size)]
        for one in range(size):
            for other in range(size):
                when = self.both(within[one], without[other]) if one != other else FALSE
                if when != FALSE:
                    number = models(self.forest, when, range(len(self.order)))
                    if found is None or number > found[0]:
                        found = (number, one, other, when)
        return None if found is None else found[1:]

    def cofactor(self, node: int, level: int, cell: int) -> int:
        """What is left of a condition when the clause of a level lies in a cell."""
        return self.forest.cofactor(node, level, cell, self._cofactors.setdefault((level, cell), {}))

    def exists(self, node: int, levels: Iterable[int]) -> int:
        """That the condition can be met, whatever the clauses of some levels then are."""
        for level in levels:
            if self.support(node) >> level & 1:
                node = self.forest.disjoin([self.cofactor(node, level, c) for c in range(self.forest.sizes[level])])
        return node

    def known(self, node: int, said: Said) -> int:
        """What is known of the allowed worlds that are known to meet a condition, where only some can be known.

        A condition: of a level in `said`, a cell that is not among those stands for a clause of which nothing is known.
        """
        support = self.support(node)
        allowed = self._allowing(support)
        meets, misses = self.both(node, allowed), self.both(self.negate(node), allowed)
        for level, cells in said.items():
            meets, misses = self._seen(meets, level, cells), self._seen(misses, level, cells)
        return self.both(meets, self.negate(misses))

    def _seen(self, node: int, level: int, cells: Collection[int]) -> int:
        """That the condition can be met by what is known, where of a level only some cells can be."""
        anything = self.exists(node, [level])
        if not cells or anything == node:
            return anything
        within = self.forest.cell(level, tuple(cells))
        return self.either(self.both(within, node), self.both(self.negate(within), anything))

    # --- what a condition depends on

    def support(self, node: int) -> int:
        """The levels that a condition depends on, as bits."""
        kept, levels, kids = self._support, self.forest.level, self.forest.kids
        stack = [node]
        while stack:
            here = stack[-1]
            if here in kept:
                stack.pop()
            elif levels[here] == END:
                kept[here] = 0
                stack.pop()
            elif waiting := [kid for kid in kids[here] if kid not in kept]:
                stack += waiting
            else:
                bits = 1 << levels[here]
                for kid in kids[here]:
                    bits |= kept[kid]
                kept[here] = bits
                stack.pop()
        return kept[node]

    def tied(self, clauses: Iterable[str]) -> frozenset[str]:
        """Some clauses, and those that assumptions tie to them."""
        bits = self._bits(clauses)
        for support, _ in self._groups:
            if support & bits:
                bits |= support
        return frozenset(name for level, name in enumerate(self.order) if bits >> level & 1)

    def _bits(self, clauses: Iterable[str]) -> int:
        bits = 0
        for name in clauses:
            bits |= 1 << self.level_of[name]
        return bits

    def _allowing(self, bits: int) -> int:
        """That the assumptions hold which have to do with some levels.

        Groups share no clause, so one look is enough.
        """
        found = self._allowed.get(bits)
        if found is None:
            found = self.forest.conjoin([node for support, node in self._groups if support & bits])
            self._allowed[bits] = found
        return found

    # --- counting

    def allowing(self, clauses: Iterable[str]) -> int:
        """That the assumptions hold which have to do with some clauses."""
        return self._allowing(self._bits(clauses))

    def count(self, node: int, clauses: Sequence[str]) -> int:
        """How many ways there are to give some clauses cells so that an allowed world meets the condition."""
        levels = sorted(self.level_of[name] for name in clauses)
        whole = self.forest.conjoin([node, self._allowing(self.support(node) | self._bits(clauses))])
        others = [level for level in self._levels(self.support(whole)) if level not in levels]
        return models(self.forest, self.exists(whole, reversed(others)), levels)

    def effort(self, node: int) -> int:
        """About how many nodes `cubes` looks at for one more cube."""
        return len(self.forest.below(self.possible(node))) * self.support(node).bit_count()

    def share(self, node: int, weights: Weights) -> float:
        """How likely it is that an allowed world meets a condition."""
        allowed = self._allowing(self.support(node))
        whole = self.forest.conjoin([node, allowed])
        return weight_of(self.forest, whole, weights) / weight_of(self.forest, allowed, weights)

    # --- choosing

    def cheapest(self, node: int, cost: Cost, said: Said | None = None) -> Cube | None:
        """The cube that entails a condition at about the least cost of what it demands; None where there is none.

        First the cheapest way through the diagram of the condition with its assumptions, then what can be left out of
        it, the dearest first; then each demand is loosened as far as it can be. Nothing is demanded that cannot be
        known by `said`.
        """
        if not said:
            way = cheapest_way(self.forest, self.possible(node), cost)
            return None if way is None else self.shrink(node, way, cost)

        def price(level: int, cell: int) -> float:
            return cost(level, cell) if cell in said.get(level, (cell,)) else 0.0

        way = cheapest_way(self.forest, self.known(node, said), price)
        if way is None:
            return None
        return self.shrink(node, {level: cell for level, cell in way.items() if cell in said.get(level, (cell,))}, cost)

    def shrink(self, node: int, world: CellWorld, cost: Cost) -> Cube:
        """The smallest part of a world that still entails the condition: what costs most is left out first."""
        root = self._with_ends(node)
        cube: Cube = {level: (cell,) for level, cell in world.items()}
        for level in sorted(world, key=lambda one: (-cost(one, world[one]), one)):
            rest = {other: cells for other, cells in cube.items() if other != level}
            if self._entails(root, rest):
                cube = rest
        for level, cells in list(cube.items()):
            if self.forest.sizes[level] > 2:
                for cell in range(self.forest.sizes[level]):
                    wider = cube | {level: tuple(sorted({*cube[level], cell}))}
                    if cell not in cells and self._each_entails(root, wider, level):
                        cube = wider
        return cube

    def entails(self, cube: Mapping[int, Collection[int]], node: int) -> bool:
        """Whether all allowed worlds of a cube meet a condition, and there is one."""
        return self._entails(self._with_ends(node), cube)

    def heaviest(self, node: int, weight: Cost, clauses: Iterable[str] = ()) -> CellWorld | None:
        """An allowed world that meets the condition, with the greatest sum of weights; None where there is none.

        It has a cell for some clauses, and for each level that the condition and the assumptions about all these
        depend on.
        """
        bits = self.support(node) | self._bits(clauses)
        whole = self.forest.conjoin([node, self._allowing(bits)])
        way = cheapest_way(self.forest, whole, _filled(self, weight))
        if way is None:
            return None
        for level in self._levels(bits | self.support(whole)):
            if level not in way:
                way[level] = _best(self, weight, level)
        return way

    def cubes(self, node: int, cost: Cost) -> Iterator[Cube]:
        """Prime cubes that cover all allowed worlds that meet a condition, one after another; each adds some.

        Cheap ones first, as far as a greedy choice goes.
        """
        rest = node
        while (way := cheapest_way(self.forest, self.possible(rest), cost)) is not None:
            cube = self.shrink(node, way, cost)
            yield cube
            rest = self.both(rest, self.negate(self.of_cube(cube)))

    # --- worlds that are seen

    def state(self, node: int, at: Mapping[int, int]) -> bool | None:
        """Whether a world meets a condition of which some cells are known; None where what is not known decides it.

        None, too, where no allowed world has these cells.
        """
        ends = self._ends(self._with_ends(node), at) - {IMPOSSIBLE}
        return None if len(ends) != 1 else ends == {TRUE}

    def allows(self, at: Mapping[int, int]) -> bool:
        """Whether some allowed world has these cells."""
        return all(TRUE in self._ends(node, at) for _, node in self._groups)

    # --- within

    def _with_ends(self, node: int) -> int:
        return self.forest.ite(self._allowing(self.support(node)), node, IMPOSSIBLE)

    def _ends(self, root: int, at: Mapping[int, int]) -> set[int]:
        """The ends that are within reach."""
        within = self.forest.reached(root, {level: (cell,) for level, cell in at.items()})
        return {node for node in within if self.forest.level[node] == END}

    def _entails(self, root: int, cube: Mapping[int, Collection[int]]) -> bool:
        """Whether true is the one end of a root, beside "no such world", that is within reach of a cube."""
        holds = False
        for node in self.forest.reached(root, cube):
            if node == FALSE:
                return False
            holds |= node == TRUE
        return holds

    def _each_entails(self, root: int, cube: Cube, level: int) -> bool:
        """Whether the cube with each single cell of a level entails the end true, as in `_entails`."""
        return all(self._entails(root, cube | {level: (cell,)}) for cell in cube[level])

    @staticmethod
    def _levels(bits: int) -> list[int]:
        found = []
        while bits:
            lowest = bits & -bits
            found.append(lowest.bit_length() - 1)
            bits ^= lowest
        return found

    def levels_of(self, node: int) -> list[int]:
        """The levels that a condition depends on, from the top."""
        return self._levels(self.support(node))


def _best(worlds: DiagramWorlds, weight: Cost, level: int) -> int:
    return max(range(worlds.forest.sizes[level]), key=lambda cell: weight(level, cell))


def _filled(worlds: DiagramWorlds, weight: Cost) -> Cost:
    """Weights as costs: those that a level would have if it is passed over are taken as given."""
    best: dict[int, float] = {}

    def cost(level: int, cell: int) -> float:
        if level not in best:
            best[level] = weight(level, _best(worlds, weight, level))
        return best[level] - weight(level, cell)

    return cost
