"""Conditions as nodes of decision diagrams: exact, and the same condition is the same node."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from logitext.logic.any_text import any_text
from logitext.logic.conditions.conditions import BackendCondition, BackendMeaning, TooHardError
from logitext.logic.day_numbers import out
from logitext.logic.diagram.forest import FALSE, TRUE
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.worlds.diagram import DiagramWorlds
from logitext.logic.worlds.one_condition import cheapest_way
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Sort, Value
from logitext.policy.term import Term

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 8_000_000
"""The steps of one rule: about ten seconds."""


SAMPLES = 64
"""How many worlds a signature looks at."""


class DiagramConditions:
    """Conditions of a policy that has diagrams. NotFiniteError where it has none."""

    def __init__(self, original: CheckedPolicy, counted: CheckedPolicy) -> None:
        self.policy = counted
        self.worlds = DiagramWorlds(counted)
        self.cells = self.worlds.cells
        self._forest = self.worlds.forest
        self._sorts = {name: clause.sort for name, clause in original.clauses.items()}
        self.defined: dict[str, BackendMeaning] = self.worlds.defined()
        self.assumed: dict[str, BackendCondition] = {
            one.id: self.worlds.read(one.term, self.defined) for one in counted.assumptions
        }
        self._kept: dict[tuple[frozenset[str], int], int] = {}

    def allow(self, share: float = 1.0) -> None:
        self._forest.steps_left = int(STEPS * share)

    def meaning(self, term: Term, defined: Mapping[str, BackendMeaning] | None = None) -> BackendMeaning:
        with _counted():
            return self.worlds.read(term, self.defined if defined is None else defined)

    def both(self, *conditions: BackendCondition) -> BackendCondition:
        with _counted():
            return self._forest.conjoin(conditions)

    def either(self, *conditions: BackendCondition) -> BackendCondition:
        with _counted():
            return self._forest.disjoin(conditions)

    def negate(self, condition: BackendCondition) -> BackendCondition:
        with _counted():
            return self._forest.negate(condition)

    def differ(self, one: BackendMeaning, other: BackendMeaning, sort: Sort) -> BackendCondition:
        with _counted():
            if sort == BOOL:
                return self._forest.exclusive(one, other)
            forest = self._forest
            same = [forest.conjoin([when, other[value]]) for value, when in one.items() if value in other]
            return forest.negate(forest.disjoin(same))

    def at(self, meaning: BackendMeaning, clause: str, cell: int) -> BackendMeaning:
        level = self.worlds.level_of[clause]
        with _counted():
            if isinstance(meaning, dict):
                return {value: self.worlds.cofactor(when, level, cell) for value, when in meaning.items()}
            return self.worlds.cofactor(meaning, level, cell)

    def world(
        self, condition: BackendCondition, assumptions: Collection[str] | None = None
    ) -> Mapping[str, Value] | None:
        with _counted():
            whole = self._forest.conjoin([condition, self._allowing(condition, assumptions)])
        if whole == FALSE:
            return None
        way = cheapest_way(self.worlds.forest, whole, self._oddness)
        assert way is not None
        found: dict[str, Value] = {}
        for level, cell in way.items():
            name = self.worlds.order[level]
            values = self.cells[name].representatives
            value = values[cell]
            dated = out(any_text(values) if value is None else value, self._sorts[name])
            if dated is not None:
                found[name] = dated
        return {name: found[name] for name in self.policy.clauses if name in found}

    def _oddness(self, level: int, cell: int) -> float:
        """What makes a world harder to imagine: values at all, and numbers below 0."""
        value = self.cells[self.worlds.order[level]].representatives[cell]
        below = not isinstance(value, bool | str | None) and value < 0  # type: ignore[operator]  # dates are numbers here
        return 1.5 if below else 1.0 + cell / 100

    def possible(self, conditions: Sequence[BackendCondition]) -> bool:
        with _counted():
            bits = 0
            for condition in conditions:
                bits |= self.worlds.support(condition)
            return self._forest.meet([*conditions, self._allowing_of(bits, None)])

    @contextmanager
    def scope(self) -> Iterator[None]:
        mark = len(self._forest)
        try:
            yield
        finally:
            self.worlds.release(mark)
            self._kept = {key: node for key, node in self._kept.items() if node < mark}

    def some_value(self, meaning: BackendMeaning, sort: Sort) -> Value | None:
        values = {True: meaning, False: self.negate(meaning)} if sort == BOOL else meaning
        return next((value for value, when in values.items() if self.world(when) is not None), None)

    def signature(self, name: str) -> Hashable:
        if name in self.worlds.level_of:
            level, values = self.worlds.level_of[name], self.cells[name].representatives
            return tuple([values[world[level]] for world in self._seen])
        meaning = self.defined[name]
        if not isinstance(meaning, dict):
            return tuple([self._end(meaning, world) == TRUE for world in self._seen])
        ways = meaning.items()
        return tuple([next(value for value, when in ways if self._end(when, world) == TRUE) for world in self._seen])

    def _end(self, node: int, world: Sequence[int]) -> int:
        level, kids = self._forest.level, self._forest.kids
        while kids[node]:
            node = kids[node][world[level[node]]]
        return node

    @cached_property
    def _seen(self) -> list[list[int]]:
        """Some worlds that the assumptions allow, as cells by level; the same ones every time."""
        rng, forest = Random(0), self._forest
        found = []
        for _ in range(SAMPLES):
            world = [rng.randrange(size) for size in forest.sizes]
            for group in self.worlds.groups:
                node = group
                while forest.kids[node]:
                    level = forest.level[node]
                    world[level] = rng.choice([cell for cell, kid in enumerate(forest.kids[node]) if kid != FALSE])
                    node = forest.kids[node][world[level]]
            found.append(world)
        return found

    def _allowing(self, condition: BackendCondition, assumptions: Collection[str] | None) -> int:
        """The assumptions that are tied to a condition, directly or through others: the rest hold beside it."""
        return self._allowing_of(self.worlds.support(condition), assumptions)

    def _allowing_of(self, bits: int, assumptions: Collection[str] | None) -> int:
        names = frozenset(self.assumed if assumptions is None else assumptions)
        found = self._kept.get((names, bits))
        if found is None:
            reached, waiting = bits, [self.assumed[name] for name in self.assumed if name in names]
            tied: list[int] = []
            grown = True
            while grown:
                near = [node for node in waiting if self.worlds.support(node) & reached or node == FALSE]
                waiting = [node for node in waiting if node not in near]
                for node in near:
                    reached |= self.worlds.support(node)
                tied += near
                grown = bool(near)
            found = self._kept[names, bits] = self._forest.conjoin(tied) if tied else TRUE
        return found


@contextmanager
def _counted() -> Iterator[None]:
    try:
        yield
    except TooLargeError:
        raise TooHardError from None
