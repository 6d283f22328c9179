"""Conditions as expressions of Z3, for policies without diagrams. Runs in Z3's thread only."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import floor
from random import Random
from typing import Any

import z3

from logitext.logic.conditions.conditions import BackendCondition, BackendMeaning, TooHardError
from logitext.logic.day_numbers import out
from logitext.logic.diagram.cells import cells_where_finite
from logitext.logic.meaning import completed, value_of
from logitext.logic.smt.effort import SECOND, Effort, SolverMeter
from logitext.logic.smt.encode import Copy, TextCodes, constant, from_model
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, DATE, INT, TEXT, Enumeration, Sort, Value
from logitext.policy.term import Constant, Term, walk

UNITS = 6 * SECOND
"""What one rule may spend."""
CALL = 2 * SECOND
"""What one call may spend."""

_LOOK = 6
"""What it takes to look a clause up in a model; in a policy of many, more than the call that found the model."""

_BUILD = 10
"""What it takes to make a part of a formula in the solver; in a long formula, more than the calls about it."""

DRAWS, SAMPLES = 200, 32
"""How many worlds are drawn for signatures, and how many are enough."""

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_NO_TEXT = "\0"
"""Stands for a text that the policy does not name: no policy can hold this sign."""


class SolverConditions:
    """Conditions of any policy."""

    def __init__(self, original: CheckedPolicy, counted: CheckedPolicy) -> None:
        self.policy = counted
        self.cells = cells_where_finite(counted)
        self._sorts = {name: clause.sort for name, clause in original.clauses.items()}
        self._context = z3.Context()
        self._meter = SolverMeter(self._context, CALL)
        self._effort = Effort(self._meter, UNITS)
        self._codes = TextCodes(TextCodes.of(counted))
        self._copy = Copy(counted, TextCodes.of(counted), self._context)
        self._solver = self._meter.solver()
        for name, clause in counted.clauses.items():
            if isinstance(clause.sort, Enumeration):
                variable = self._copy.clauses[name]
                self._solver.add(variable >= 0, variable < len(clause.sort.labels))
        dated = {name: self._copy.clauses[name] for name, sort in self._sorts.items() if sort == DATE}
        self._days = {name: z3.And(day >= _FIRST, day <= _LAST) for name, day in dated.items()}
        self.defined: dict[str, BackendMeaning] = {}
        for name in counted.order:
            self.defined[name] = self._copy.term_with(counted.body(name), self.defined)
        self.assumed = {one.id: self._copy.term_with(one.term, self.defined) for one in counted.assumptions}

    def allow(self, share: float = 1.0) -> None:
        self._effort = Effort(self._meter, int(UNITS * share))

    def meaning(self, term: Term, defined: Mapping[str, BackendMeaning] | None = None) -> BackendMeaning:
        self._effort.spend(_BUILD * sum(1 for _ in walk(term)))
        if self._effort.left <= 0:
            raise TooHardError
        return self._copy.term_with(term, self.defined if defined is None else defined)

    def both(self, *conditions: BackendCondition) -> BackendCondition:
        return z3.And(*conditions, self._truth)

    def either(self, *conditions: BackendCondition) -> BackendCondition:
        return z3.Or(*conditions, z3.Not(self._truth))

    def negate(self, condition: BackendCondition) -> BackendCondition:
        return z3.Not(condition)

    def differ(self, one: BackendMeaning, other: BackendMeaning, sort: Sort) -> BackendCondition:
        return one != other

    def at(self, meaning: BackendMeaning, clause: str, cell: int) -> BackendMeaning:
        sort, value = self.policy.clauses[clause].sort, self.cells[clause].representatives[cell]
        value = _NO_TEXT if value is None else value
        fixed = constant(value, sort, self._codes, self._context)
        return z3.substitute(meaning, (self._copy.clauses[clause], fixed))

    def world(
        self, condition: BackendCondition, assumptions: Collection[str] | None = None
    ) -> Mapping[str, Value] | None:
        with self._model([condition], assumptions) as model:
            found = None if model is None else self._values(model)
        if found is None or not self._days or found.keys() >= self._days.keys():
            return found
        try:  # the solver knows days before the calendar begins, which nobody can be shown
            with self._model([condition, *self._days.values()], assumptions) as model:
                return found if model is None else self._values(model)
        except TooHardError:
            return found

    def possible(self, conditions: Sequence[BackendCondition]) -> bool:
        with self._model(conditions, None) as model:
            return model is not None

    def scope(self) -> AbstractContextManager[None]:
        return nullcontext()

    def some_value(self, meaning: BackendMeaning, sort: Sort) -> Value | None:
        with self._model([], None) as model:
            at = None if model is None else model.eval(meaning, model_completion=True)
            return None if at is None else from_model(at, sort, TextCodes(TextCodes.of(self.policy)))

    def signature(self, name: str) -> Hashable:
        return tuple([world[name] for world in self._seen])

    @cached_property
    def _seen(self) -> list[Mapping[str, Value]]:
        """Some worlds that the assumptions allow, drawn at random, the same every time; few where most are not."""
        rng, policy = Random(0), self.policy
        constants = [part.value for body in self._terms() for part in walk(body) if isinstance(part, Constant)]
        numbers = [value for value in constants if isinstance(value, int | Fraction) and not isinstance(value, bool)]
        texts = [value for value in constants if isinstance(value, str)]
        found: list[Mapping[str, Value]] = []
        for _ in range(DRAWS):
            values: dict[str, Value] = {}
            for name, clause in policy.clauses.items():
                if isinstance(clause.sort, Enumeration):
                    values[name] = rng.choice(clause.sort.labels)
                elif clause.sort == BOOL:
                    values[name] = rng.random() < 0.5
                elif clause.sort == TEXT:
                    values[name] = rng.choice(texts or [""])
                else:
                    number = rng.choice(numbers or [0]) + rng.randint(-3, 3)
                    values[name] = floor(number) if clause.sort == INT else Fraction(number)
            whole = completed(policy, values)
            if all(value_of(one.term, whole) for one in policy.assumptions):
                found.append(whole)
            if len(found) == SAMPLES:
                break
        return found

    def _terms(self) -> list[Term]:
        policy = self.policy
        return [*(policy.body(name) for name in policy.order), *(one.term for one in policy.assumptions)]

    @contextmanager
    def _model(self, conditions: Sequence[BackendCondition], assumptions: Collection[str] | None) -> Iterator[Any]:
        """A model of conditions and assumptions; None where there is none."""
        assumed = [term for name, term in self.assumed.items() if assumptions is None or name in assumptions]
        solver = self._solver
        solver.push()
        try:
            solver.add(*conditions, *assumed)
            result = self._effort.check(solver, [])
            if result == z3.unknown:
                raise TooHardError
            yield None if result == z3.unsat else solver.model()
        finally:
            solver.pop()

    @property
    def _truth(self) -> Any:
        return z3.BoolVal(True, self._context)

    def _values(self, model: Any) -> Mapping[str, Value]:
        """A value for each clause that the model speaks of; one that cannot be said is left out."""
        self._effort.spend(_LOOK * len(self._copy.clauses))
        codes = TextCodes(TextCodes.of(self.policy))
        found: dict[str, Value] = {}
        for name, variable in self._copy.clauses.items():
            at = model.eval(variable, model_completion=False)
            if z3.eq(at, variable):
                continue
            sort = self.policy.clauses[name].sort
            value = codes.text_of(at.as_long()) if sort == TEXT else from_model(at, sort, codes)
            dated = out(value, self._sorts[name])
            if dated is not None:
                found[name] = dated
        return found
