"""From a checked policy to its diagrams: one for each verdict, and one for each group of assumptions.

A verdict's diagram ends in its values, and in "no such world" where the assumptions that have to do with it fail.
Assumptions that share no clause, directly or through others, cannot meet in any verdict's outcome, so they are kept
apart in groups: each has a diagram that ends in true, or in "no such world".
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from logitext.logic.cone_of_influence import ConeOfInfluence, clauses_in, connected
from logitext.logic.diagram.cells import Cells, NotFiniteError, bare_clause, cells_of
from logitext.logic.diagram.forest import FALSE, IMPOSSIBLE, TRUE, Forest
from logitext.logic.diagram.order import order_of
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.meaning import calculate
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Sort, Value
from logitext.policy.tallies import bounds_of, bounds_through, counted
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term

if TYPE_CHECKING:
    from logitext.logic.diagram.layout import DiagramLayout

MAX_NODES = 50_000
MAX_STEPS = 300_000
"""Beyond these (about a second of work) a policy has no diagram, and is Z3's."""

PER_CLAUSE = 20
"""This many nodes for each clause are never too many: a long text makes thousands of clauses."""

MAX_VALUES = 64
"""The most values that a term other than a formula may have."""

MAX_TALLY = 256
"""The most formulas in a count whose number itself is wanted."""

Choices: TypeAlias = dict[Value | None, int]
"""A term that is no formula: each value that it can have, and when it does."""


@dataclass(frozen=True)
class Diagrams:
    """The diagrams of a policy: nodes of one forest, by verdict and by group of assumptions.

    `clauses` lists the clauses in file order; `clause[n]` is the index in it of what node n asks, `order` has the index
    for each level. Nodes are numbered from the ends up: ends first, children before parents; `base` is the first node
    that is no end.
    """

    clauses: tuple[str, ...]
    order: tuple[int, ...]
    cells: Mapping[str, Cells]
    forest: Forest
    clause: tuple[int, ...]
    verdicts: Mapping[str, int]
    groups: tuple[int, ...]
    groups_of: Mapping[str, frozenset[int]]
    base: int
    ties: Sequence[Sequence[int]]
    """The clauses, by index, of each part of an assumption that holds by itself."""
    layouts: dict[int, DiagramLayout] = field(default_factory=dict)
    """Kept by `walk`: what is below a root."""

    def __len__(self) -> int:
        """How many nodes they have together."""
        return len(self.clause) - self.base


def diagrams(policy: CheckedPolicy) -> Diagrams:
    """The diagrams of a policy. NotFiniteError, with the reason in words, where it has none or they are too large."""
    cells = cells_of(policy)
    try:
        most = PER_CLAUSE * len(cells)
        return DiagramBuilder(policy, cells, max(MAX_NODES, most), max(MAX_STEPS, 2 * most)).build()
    except TooLargeError:
        raise NotFiniteError("its diagram grows too large") from None


class DiagramBuilder:
    """Builds the diagrams of one policy in a forest. TooLargeError where that outgrows its limits."""

    def __init__(
        self, policy: CheckedPolicy, cells: Mapping[str, Cells], max_nodes: int = MAX_NODES, max_steps: int = MAX_STEPS
    ) -> None:
        self._policy = policy
        self._cells = cells
        self._order = order_of(policy)
        self._levels = {name: level for level, name in enumerate(self._order)}
        self._forest = Forest([len(cells[name]) for name in self._order], max_nodes, max_steps)
        self._reading = False
        self._formulas: dict[str, int] = {}
        self._choices: dict[str, Choices] = {}

    @property
    def order(self) -> Sequence[str]:
        """The clause of each level."""
        return self._order

    @property
    def forest(self) -> Forest:
        """Where the diagrams are built."""
        return self._forest

    def define(self) -> None:
        """Build every definition and verdict; to be called once."""
        for name in self._policy.order:
            body = self._policy.body(name)
            if body.sort == BOOL:
                self._formulas[name] = self._formula(body)

    def defined(self) -> dict[str, int | Choices]:
        """What each definition and verdict means; after `define`."""
        policy = self._policy
        return {name: self._formulas[name] if name in self._formulas else self._of(name) for name in policy.order}

    def read(self, term: Term, defined: Mapping[str, int | Choices]) -> int | Choices:
        """What a term means where definitions and verdicts mean what is given."""
        before = self._formulas, self._choices
        self._formulas = self._choices = defined  # type: ignore[assignment]  # a sort tells which of both is read
        self._reading = True
        try:
            return self._formula(term) if term.sort == BOOL else self._term(term)
        finally:
            self._formulas, self._choices = before
            self._reading = False

    def outcome(self, name: str, value: Value) -> int:
        """When a definition or a verdict has a value; after `define`."""
        if name in self._formulas:
            return self._formulas[name] if value else self._forest.negate(self._formulas[name])
        return self._of(name).get(value, FALSE)

    def outcomes(self, name: str) -> Sequence[Value]:
        """The values that a definition or a verdict may have by itself."""
        if name in self._formulas:
            return (True, False)
        return [value for value in self._of(name) if value is not None]

    def conditions(self) -> list[tuple[frozenset[str], int]]:
        """The assumptions in groups that share no clause: the clauses of each, and when it holds."""
        return [
            (support, self._forest.conjoin([self._formula(term) for term in terms]))
            for support, terms in self._groups()
        ]

    def clauses_of(self, name: str) -> frozenset[str]:
        """The clauses that a definition or a verdict speaks of."""
        return clauses_in(self._policy.body(name), self._policy)

    def build(self) -> Diagrams:
        policy, forest = self._policy, self._forest
        self.define()
        groups = self._groups()
        conditions = [forest.conjoin([self._formula(term) for term in terms]) for _, terms in groups]
        group_of = {clause: index for index, (support, _) in enumerate(groups) for clause in support}
        groups_of = {
            name: frozenset([group_of[clause] for clause in self.clauses_of(name) if clause in group_of])
            for name in policy.verdicts
        }
        roots = {}
        for name, verdict in policy.verdicts.items():
            root = self._formulas[name] if verdict.sort == BOOL else self._outcome(self._of(name))
            holds = forest.conjoin([conditions[index] for index in groups_of[name]])
            roots[name] = forest.ite(holds, root, IMPOSSIBLE)
        checks = [forest.ite(condition, TRUE, IMPOSSIBLE) for condition in conditions]
        return self._numbered(roots, checks, groups_of)

    def _numbered(
        self, roots: Mapping[str, int], checks: Sequence[int], groups_of: Mapping[str, frozenset[int]]
    ) -> Diagrams:
        """The diagrams with only the nodes that they need: ends first, then children before parents."""
        old = self._forest
        needed: set[int] = set()
        stack = [*roots.values(), *checks]
        while stack:
            node = stack.pop()
            if node not in needed:
                needed.add(node)
                stack.extend(old.kids[node])
        ends = sorted({FALSE, TRUE, IMPOSSIBLE} | {node for node in needed if not old.kids[node]})
        inner = sorted((node for node in needed if old.kids[node]), key=lambda node: -old.level[node])
        number = {node: index for index, node in enumerate([*ends, *inner])}
        new = Forest(old.sizes, len(number), 0)
        new.level = [old.level[node] for node in number]
        new.kids = [tuple(number[kid] for kid in old.kids[node]) for node in number]
        new.values = {number[node]: old.values[node] for node in ends}
        clauses = tuple(self._policy.clauses)
        index = {name: position for position, name in enumerate(clauses)}
        at_level = [index[name] for name in self._order]
        return Diagrams(
            clauses,
            tuple(at_level),
            self._cells,
            new,
            tuple(at_level[old.level[node]] if old.kids[node] else -1 for node in number),
            {name: number[node] for name, node in roots.items()},
            tuple(number[node] for node in checks),
            groups_of,
            len(ends),
            [[index[clause] for clause in tie] for tie in ConeOfInfluence(self._policy).ties],
        )

    def _groups(self) -> list[tuple[frozenset[str], list[Term]]]:
        """The assumptions, those together that share a clause directly or through others; with their clauses."""
        terms = [assumption.term for assumption in self._policy.assumptions]
        supports = [clauses_in(term, self._policy) for term in terms]
        return [
            (frozenset().union(*(supports[place] for place in group)), [terms[place] for place in group])
            for group in connected(supports)
        ]

    def _outcome(self, choices: Choices) -> int:
        result = IMPOSSIBLE
        for value, when in choices.items():
            assert value is not None  # "any other text" is no verdict's value: `cells` refuses such a policy
            result = self._forest.ite(when, self._forest.end(value), result)
        return result

    # --- formulas

    def _formula(self, term: Term) -> int:
        forest = self._forest
        match term:
            case Constant(value=value):
                return TRUE if value else FALSE
            case ClauseRef(name=name):
                return forest.cell(self._levels[name], (1,))
            case DefinitionRef(name=name):
                return self._formulas[name]
            case Apply(op=Connective.EQ | Connective.LT | Connective.LE, args=(left, right)) if left.sort != BOOL:
                return self._comparison(term.op, left, right)
            case Apply(op=op, args=args, bounds=bounds):
                return self._connective(op, [self._formula(arg) for arg in args], bounds)

    def _connective(self, op: Connective, parts: list[int], bounds: tuple[int, ...]) -> int:
        forest = self._forest
        match op:
            case Connective.NOT:
                return forest.negate(parts[0])
            case Connective.AND:
                return forest.conjoin(parts)
            case Connective.OR:
                return forest.disjoin(parts)
            case Connective.XOR:
                return forest.parity(parts)
            case Connective.IMPLIES:
                return forest.ite(parts[0], parts[1], TRUE)
            case Connective.ITE:
                return forest.ite(*parts)
            case Connective.EQ:
                return forest.negate(forest.exclusive(*parts))
            case Connective.COUNT:
                return forest.count(parts, *bounds)
        raise AssertionError(op)

    def _comparison(self, op: Connective, left: Term, right: Term) -> int:
        if self._reading:  # a number that has a name may mean something else there
            bounds = bounds_of(op, left, right)
        else:
            bounds = bounds_through(op, left, right, self._policy.body)
        if bounds is not None:
            return self._formula(counted(bounds, left.span))
        holds = _holds(op, left.sort)
        one, other = self._term(left), self._term(right)
        forest = self._forest
        return forest.disjoin([forest.conjoin([one[a], other[b]]) for a in one for b in other if holds(a, b)])

    # --- other terms

    def _term(self, term: Term) -> Choices:
        forest = self._forest
        clause = bare_clause(term) or (term.name if isinstance(term, ClauseRef) else None)
        if clause is not None:
            level = self._levels[clause]
            values = self._cells[clause].representatives
            return {value: forest.cell(level, (cell,)) for cell, value in enumerate(values)}
        match term:
            case Constant(value=value):
                return {value: TRUE}
            case DefinitionRef(name=name):
                return self._of(name)
            case Apply(op=Connective.TALLY, args=args):
                return self._tally([self._formula(arg) for arg in args])
            case Apply(op=Connective.ITE, args=(test, then, otherwise)):
                condition = self._formula(test)
                yes, no = self._term(then), self._term(otherwise)
                return self._joined(
                    [(value, forest.ite(condition, when, FALSE)) for value, when in yes.items()]
                    + [(value, forest.ite(condition, FALSE, when)) for value, when in no.items()]
                )
            case Apply(op=op, args=args):
                parts = [self._term(arg) for arg in args]
                if op in (Connective.ADD, Connective.MUL):
                    return self._one_by_one(op, parts)
                return self._worked_out(term, parts)
        raise AssertionError(term)

    def _of(self, name: str) -> Choices:
        """What a definition that is no formula can come to: made when it is needed, as a count may only be compared."""
        found = self._choices.get(name)
        if found is None:
            found = self._choices[name] = self._term(self._policy.body(name))
        return found

    def _tally(self, parts: Sequence[int]) -> Choices:
        """How many of the parts are true: a counter that takes up one after the other."""
        if len(parts) > MAX_TALLY:
            raise TooLargeError
        forest = self._forest
        reached = [TRUE]
        for part in sorted(parts, key=forest.level.__getitem__, reverse=True):
            before, after = [*reached, FALSE], [FALSE, *reached]
            reached = [forest.ite(part, one, other) for one, other in zip(after, before, strict=True)]
        return {number: when for number, when in enumerate(reached) if when != FALSE}

    def _one_by_one(self, op: Connective, args: list[Choices]) -> Choices:
        """The values of a sum or a product, which may have many arguments, but few values."""
        result = args[0]
        for arg in args[1:]:
            result = self._joined(
                [
                    (a + b if op is Connective.ADD else a * b, self._forest.conjoin([when, also]))  # type: ignore[operator]
                    for a, when in result.items()
                    for b, also in arg.items()
                ]
            )
        return result

    def _worked_out(self, term: Apply, args: list[Choices]) -> Choices:
        """The values of any other connective: one for each way to choose values of its arguments."""
        sorts = [arg.sort for arg in term.args]
        if math.prod(map(len, args)) > MAX_VALUES**2:
            raise TooLargeError
        found: list[tuple[Value | None, int]] = []
        for ways in itertools.product(*(arg.items() for arg in args)):
            values = [value for value, _ in ways if value is not None]
            when = self._forest.conjoin([one for _, one in ways])
            found.append((calculate(term.op, values, sorts, term.bounds), when))
        return self._joined(found)

    def _joined(self, choices: Sequence[tuple[Value | None, int]]) -> Choices:
        result: Choices = {}
        for value, when in choices:
            if when != FALSE:
                result[value] = self._forest.disjoin([result.get(value, FALSE), when])
        if len(result) > MAX_VALUES:
            raise TooLargeError
        return result


def _holds(op: Connective, sort: Sort) -> Callable[[Value | None, Value | None], bool]:
    """The comparison of two values of a sort; labels are in the order of their enumeration."""
    place = {label: index for index, label in enumerate(sort.labels)} if isinstance(sort, Enumeration) else None

    def holds(left: Value | None, right: Value | None) -> bool:
        if op is Connective.EQ:
            return left == right
        a, b = (left, right) if place is None else (place[str(left)], place[str(right)])
        return a < b if op is Connective.LT else a <= b  # type: ignore[operator]

    return holds
