"""The fewest open clauses that can settle a verdict. Runs in the worker thread only.

A *certificate* is a choice of clauses with values that, on top of fixed answers, entails a value of the verdict. The
smallest one is searched for by counterexample: a copy w of the policy proposes a choice; a model z that keeps to it
and yet gives the verdict another value refutes it, and with it every choice that keeps to the part of z that matters
(see `Relevance.needed`); it is learned, and the search goes on. On finite sorts it ends; it is cut off after
MAX_REFUTATIONS, and what is left then is a choice that has nothing to spare, though perhaps not the smallest.

Among the smallest the first in file order is taken, so that the outcome does not depend on Z3's models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

import z3

from logitext.logic.smt.compiled import Answers, Asserted, Compiled
from logitext.logic.smt.encode import Copy, constant, from_model
from logitext.logic.smt.fewest import GaveUpError, at_most
from logitext.logic.smt.relevance import Cones, Relevance, numbers
from logitext.policy.sorts import BOOL, INT, NUMERIC, TEXT, Enumeration, Value

MAX_REFUTATIONS = 300
MAX_TRIED = 12
"""Numbers of the policy's formulas that are tried for a value before the solver's own is taken."""


@dataclass(frozen=True)
class Certificate:
    """Clauses and values (None: a text that the policy does not name), and the value that the verdict then has."""

    values: Mapping[str, Value | None]
    outcome: Value | None
    smallest: bool


class Certificates:
    """The solver that proposes; it shares the context of `compiled`."""

    def __init__(self, compiled: Compiled, relevance: Relevance, milliseconds: int) -> None:
        self.compiled = compiled
        self.relevance = relevance
        self.policy = compiled.policy
        self.cones = Cones(self.policy)
        self.copy = Copy(self.policy, compiled.text_codes, compiled.context, " in w")
        self.numbers = numbers(self.policy)
        self.chosen = {name: z3.Bool(f"{name} chosen", compiled.context) for name in self.policy.clauses}
        self.solver = z3.SimpleSolver(ctx=compiled.context)
        self.solver.set("timeout", milliseconds)
        self.solver.add(*self.copy.axioms, *self.copy.assumptions.values())

    @contextmanager
    def scope(self, *expressions: Any) -> Iterator[None]:
        """A scope of the proposing solver that holds the expressions."""
        self.solver.push()
        try:
            self.solver.add(*expressions)
            yield
        finally:
            self.solver.pop()

    def candidates(self, verdict: str, answers: Answers) -> list[str]:
        """The clauses without an answer that the verdict may depend on, in file order."""
        cone = self.cones.of(verdict, answers)
        return [name for name in self.policy.clauses if name in cone and name not in answers]

    def shortest(self, answers: Answers, verdict: str) -> Certificate | None:
        """A smallest certificate for an undetermined verdict; None where the solver gave up."""
        with self.compiled.asserted(answers) as asserted, self.scope(*self.fixed(answers, asserted)):
            try:
                return Search(self, asserted, verdict, (), self.candidates(verdict, answers)).best({})
            except GaveUpError:
                return None

    def fixed(self, answers: Answers, asserted: Asserted) -> list[Any]:
        """The answers, for the proposing solver."""
        return [self.equation(name, value, asserted) for name, value in answers.items()]

    def equation(self, name: str, value: Value, asserted: Asserted) -> Any:
        sort = self.policy.clauses[name].sort
        return self.copy.clauses[name] == constant(value, sort, asserted.codes, self.compiled.context)


class Search:
    """The search for one request, in a scope of the proposing solver that its caller holds.

    `asserted` are the fixed answers; `forced` clauses belong to every choice, `candidates` may.
    """

    def __init__(
        self,
        certificates: Certificates,
        asserted: Asserted,
        verdict: str,
        forced: Sequence[str],
        candidates: Sequence[str],
    ) -> None:
        self._all = certificates
        self._compiled = certificates.compiled
        self._policy = certificates.policy
        self._asserted = asserted
        self._verdict = verdict
        self._forced = forced
        self._candidates = candidates
        self._open = [name for name in certificates.policy.clauses if name not in asserted.literals]
        self._left = MAX_REFUTATIONS

    def best(self, old: Answers) -> Certificate | None:
        """A smallest certificate, the first in file order; `old` are the values that forced clauses had."""
        w, solver = self._all.copy, self._all.solver
        selectors = {name: self._all.chosen[name] for name in self._candidates}
        found: list[str] = []
        fixed: list[Any] = []
        model = None
        try:
            for size in range(len(self._candidates) + 1):
                guard = at_most(solver, list(selectors.values()), size, self._compiled.context)
                model = self._find([guard])
                if model is not None:
                    break
            if model is None:
                return None
            fixed = [guard]
            for name, selector in selectors.items():
                if len(found) == size:
                    break
                if (other := self._find([*fixed, selector])) is not None:
                    model = other
                    fixed.append(selector)
                    found.append(name)
        except GaveUpError:
            return self._shrunk()
        names = [name for name in self._policy.clauses if name in found or name in self._forced]
        try:
            for name in names:
                chosen = self._choose(name, old.get(name), fixed, model)
                if chosen is not None:
                    literal, model = chosen
                    fixed.append(literal)
        except GaveUpError:
            pass  # what was found last is as small
        values = {name: self._value(model, w.clauses[name], name) for name in names}
        return Certificate(values, self._outcome(model), smallest=True)

    def _find(self, assumptions: Sequence[Any]) -> Any | None:
        """A model of w whose choice is a certificate; None where there is none."""
        solver = self._all.solver
        while True:
            result = solver.check(*assumptions)
            if result == z3.unsat:
                return None
            if result != z3.sat:
                raise GaveUpError
            model = solver.model()
            refuted = self._refute(model)
            if refuted is None:
                return model
            self._left -= 1
            if self._left < 0:
                raise GaveUpError
            solver.add(refuted)

    def _refute(self, model: Any) -> Any | None:
        """What a certificate must satisfy that is not refuted by the z that refutes this one; None without z."""
        compiled, w, z = self._compiled, self._all.copy, self._compiled.copy

        def value(expression: Any) -> Any:
            return model.eval(expression, model_completion=True)

        chosen = [name for name in self._candidates if z3.is_true(value(self._all.chosen[name]))]
        literals = [*compiled.guards.values(), *self._asserted.literals.values()]
        with compiled.scope(
            *(z.clauses[name] == value(w.clauses[name]) for name in (*self._forced, *chosen)),
            z.defined[self._verdict] != value(w.defined[self._verdict]),
        ):
            result = compiled.check(literals)
            if result == z3.unsat:
                return None
            if result != z3.sat:
                raise GaveUpError
            found = compiled.solver.model()
            outcome = found.eval(z.defined[self._verdict], model_completion=True)
            at_z = {name: found.eval(z.clauses[name], model_completion=True) for name in self._open}
        verdict = z.defined[self._verdict]
        own = value(w.defined[self._verdict])
        middle = _between(own, outcome)
        alternatives = []
        if middle is None:
            needed = self._all.relevance.needed(at_z, verdict == outcome, self._asserted)
            alternatives.append(w.defined[self._verdict] == outcome)
        else:
            # One number of infinitely many is not worth learning: w stays below some number in its own way, and z above
            # it in another (or the other way round), so no choice that lets both be is a certificate for any number.
            at_w = {name: value(w.clauses[name]) for name in self._open}
            below, above = (at_w, at_z) if z3.is_true(z3.simplify(own <= middle)) else (at_z, at_w)
            needed = self._all.relevance.needed(below, verdict <= middle, self._asserted)
            needed += self._all.relevance.needed(above, verdict > middle, self._asserted)
        return z3.Or(
            *alternatives,
            *(z3.Not(bound(w.clauses[name])) for name, bound in needed if name in self._forced),
            *(
                z3.And(self._all.chosen[name], z3.Not(bound(w.clauses[name])))
                for name, bound in needed
                if name in self._candidates
            ),
        )

    def _shrunk(self) -> Certificate | None:
        """Some certificate from which nothing can be left out."""
        compiled, w, z = self._compiled, self._all.copy, self._compiled.copy
        if self._all.solver.check() != z3.sat:
            return None
        model = self._all.solver.model()
        marks = {name: z3.FreshBool("kept", compiled.context) for name in (*self._forced, *self._candidates)}
        at = {name: model.eval(w.clauses[name], model_completion=True) for name in marks}
        outcome = model.eval(w.defined[self._verdict], model_completion=True)
        with compiled.scope(
            *(z3.Implies(mark, z.clauses[name] == at[name]) for name, mark in marks.items()),
            z.defined[self._verdict] != outcome,
        ):
            fixed = [*compiled.guards.values(), *self._asserted.literals.values()]
            fixed += [marks[name] for name in self._forced]
            free = {name: marks[name] for name in self._candidates}
            if compiled.check([*fixed, *free.values()]) != z3.unsat:
                return None
            kept = compiled.shrink(free, fixed)
        names = [name for name in self._policy.clauses if name in kept or name in self._forced]
        values = {name: self._value(model, w.clauses[name], name) for name in names}
        return Certificate(values, self._outcome(model), smallest=False)

    # --- values

    def _choose(self, name: str, old: Value | None, fixed: Sequence[Any], model: Any) -> tuple[Any, Any] | None:
        """A literal that gives a clause the plainest value that will do, and its model; None for the solver's own.

        `model` has one value that will do. Of numbers it is a whole one near `old`, or one of the policy's own.
        """
        best = None
        for value in self._preferred(name, old):
            if (best := self._try(name, value, fixed)) is not None:
                break
        if self._policy.clauses[name].sort not in NUMERIC:
            return best
        own = value if best is not None else self._value(model, self._all.copy.clauses[name], name)
        start = old if isinstance(old, int | Fraction) else 0
        assert isinstance(own, int | Fraction)
        if best is not None and int(own) != own:
            return best
        good, bad = (ceil(own), floor(start)) if own > start else (floor(own), ceil(start))
        best = best or self._try(name, good, fixed)
        # Halfway between, as long as that will do: where all numbers beyond one will, this finds it.
        while best is not None and abs(good - bad) > 1:
            middle = (good + bad) // 2
            if (found := self._try(name, middle, fixed)) is not None:
                good, best = middle, found
            else:
                bad = middle
        return best

    def _try(self, name: str, value: Value, fixed: Sequence[Any]) -> tuple[Any, Any] | None:
        literal = z3.FreshBool("is", self._compiled.context)
        self._all.solver.add(z3.Implies(literal, self._all.equation(name, value, self._asserted)))
        model = self._find([*fixed, literal])
        return None if model is None else (literal, model)

    def _preferred(self, name: str, old: Value | None) -> Sequence[Value]:
        """Values to try for a clause before the solver's own, the plainest and nearest first."""
        sort = self._policy.clauses[name].sort
        if sort == BOOL:
            return [value for value in (True, False) if value is not old]
        if isinstance(sort, Enumeration):
            return [label for label in sort.labels if label != old]
        if sort == TEXT:
            return [text for text in self._compiled.text_codes if text != old]
        near = Fraction(old) if isinstance(old, int | Fraction) else Fraction(0)
        around = {number + step for number in (*self._all.numbers, near) for step in (-1, 0, 1)}
        wanted = sorted((n for n in around if n != old or old is None), key=lambda n: (abs(n - near), n))
        if sort == INT:
            return [int(number) for number in wanted if number.denominator == 1][:MAX_TRIED]
        return [Fraction(number) for number in wanted][:MAX_TRIED]

    def _value(self, model: Any, expression: Any, name: str) -> Value | None:
        sort = self._policy.clauses[name].sort
        found = from_model(model.eval(expression, model_completion=True), sort, self._asserted.codes)
        if found is None and sort in NUMERIC:
            raise GaveUpError  # an irrational number is no answer that anybody can give
        return found

    def _outcome(self, model: Any) -> Value | None:
        expression = model.eval(self._all.copy.defined[self._verdict], model_completion=True)
        return from_model(expression, self._policy.body(self._verdict).sort, self._asserted.codes)


def _between(one: Any, other: Any) -> Any | None:
    """A number that is at least the smaller of two and less than the larger; None where they are no such numbers."""
    if z3.is_int_value(one) and z3.is_int_value(other):
        return z3.IntVal((one.as_long() + other.as_long()) // 2, one.ctx)
    if z3.is_rational_value(one) and z3.is_rational_value(other):
        middle = (Fraction(one.as_fraction()) + Fraction(other.as_fraction())) / 2
        return z3.RealVal(str(middle), one.ctx)
    return None
