"""The fewest open clauses that can settle a verdict. Runs in Z3's thread only.

A *certificate* is a choice of clauses with values that, on top of fixed answers, entails a value of the verdict. The
smallest one is searched for by counterexample: a copy w of the policy proposes a choice; a model z that keeps to it
and yet gives the verdict another value refutes it, and with it every choice for which z's values of what is not chosen
give the verdict another value (see `Instances`); it is learned, and the search goes on. On finite sorts it ends; it is
cut off after MAX_REFUTATIONS or what `for_fewest` lets it spend, and what is left then is a choice that has nothing to
spare, though perhaps not the smallest.

Among the smallest the first in file order is taken, so that the outcome does not depend on Z3's models.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import ceil, floor
from typing import Any

import z3

from logitext.logic.backend import Certificate, ClauseValues
from logitext.logic.cone_of_influence import ConeOfInfluence
from logitext.logic.dates import Days
from logitext.logic.smt.effort import Effort, GaveUpError, for_fewest
from logitext.logic.smt.encode import Copy, at_most, constant, from_model
from logitext.logic.smt.relevance import ExpressionInstances, numbers
from logitext.logic.smt.session import Asserted, SolverSession
from logitext.policy.sorts import BOOL, INT, NUMERIC, TEXT, Enumeration, Value

MAX_REFUTATIONS = 300
MAX_TRIED = 12
"""Numbers of the policy's formulas that are tried for a value before the solver's own is taken."""


class Certificates:
    """The solver that proposes; it shares the context of `session`."""

    def __init__(self, session: SolverSession, instances: ExpressionInstances, days: Days) -> None:
        self.days = days
        self.session = session
        self.instances = instances
        self.policy = session.policy
        self.cones = ConeOfInfluence(self.policy)
        self.copy = Copy(self.policy, session.text_codes, session.context, " in w")
        self.numbers = numbers(self.policy)
        self.chosen = {name: z3.Bool(f"{name} chosen", session.context) for name in self.policy.clauses}
        self.solver = session.meter.solver()
        self.solver.add(*self.copy.axioms, *self.copy.assumptions.values())
        for name in days.clauses:  # what is proposed is a day that there is; what refutes it may be any number
            self.solver.add(self.copy.clauses[name] >= days.FIRST, self.copy.clauses[name] <= days.LAST)

    def effort(self) -> Effort:
        """What one search may spend, from now on."""
        return for_fewest(self.session.meter)

    @contextmanager
    def scope(self, *expressions: Any) -> Iterator[None]:
        """A scope of the proposing solver that holds the expressions."""
        self.solver.push()
        try:
            self.solver.add(*expressions)
            yield
        finally:
            self.solver.pop()

    def candidates(self, verdict: str, answers: ClauseValues) -> list[str]:
        """The clauses without an answer that the verdict may depend on, in file order."""
        cone = self.cones.of(verdict, answers)
        return [name for name in self.policy.clauses if name in cone and name not in answers]

    def shortest(self, answers: ClauseValues, verdict: str) -> Certificate | None:
        """A smallest certificate for an undetermined verdict; None where the solver gave up."""
        with self.session.asserted(answers) as asserted, self.scope(*self.fixed(answers, asserted)):
            try:
                return CertificateSearch(
                    self, asserted, verdict, (), self.candidates(verdict, answers), self.effort()
                ).best({})
            except GaveUpError:
                return None

    def fixed(self, answers: ClauseValues, asserted: Asserted) -> list[Any]:
        """The answers, for the proposing solver."""
        return [self.equation(name, value, asserted) for name, value in answers.items()]

    def equation(self, name: str, value: Value, asserted: Asserted) -> Any:
        sort = self.policy.clauses[name].sort
        return self.copy.clauses[name] == constant(value, sort, asserted.codes, self.session.context)


class CertificateSearch:
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
        effort: Effort,
    ) -> None:
        self._all = certificates
        self._session = certificates.session
        self._policy = certificates.policy
        self._asserted = asserted
        self._verdict = verdict
        self._forced = forced
        self._candidates = candidates
        self._effort = effort
        self._left = MAX_REFUTATIONS

    def best(self, old: ClauseValues) -> Certificate | None:
        """A smallest certificate, the first in file order; `old` are the values that forced clauses had."""
        w, solver = self._all.copy, self._all.solver
        selectors = {name: self._all.chosen[name] for name in self._candidates}
        size, model = 0, None
        try:
            while model is None and size <= len(self._candidates):
                guard = at_most(solver, list(selectors.values()), size, self._session.context)
                model = self._find([guard])
                size += model is None
        except GaveUpError:
            return self._shrunk(2 * size + 2)
        if model is None:
            return None
        found: list[str] = []
        fixed = [guard]
        try:
            for name, selector in selectors.items():
                if len(found) == size:
                    break
                if (other := self._find([*fixed, selector])) is not None:
                    model = other
                    fixed.append(selector)
                    found.append(name)
        except GaveUpError:  # another choice of the same size is as small
            found = self._chosen(model)
            fixed = [guard, *(selectors[name] for name in found)]
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
        while self._effort.sat(solver, *assumptions):
            model = solver.model()
            refuted = self._refute(model)
            if refuted is None:
                return model
            self._left -= 1
            if self._left < 0:
                raise GaveUpError
            solver.add(refuted)
        return None

    def _chosen(self, model: Any) -> list[str]:
        """The candidates that a model of w chooses."""
        chosen = self._all.chosen
        return [n for n in self._candidates if z3.is_true(model.eval(chosen[n], model_completion=True))]

    def _refute(self, model: Any) -> Any | None:
        """What a certificate must satisfy that is not refuted by the z that refutes this one; None without z."""
        session, w, z = self._session, self._all.copy, self._session.copy

        def value(expression: Any) -> Any:
            return model.eval(expression, model_completion=True)

        literals = [*session.guards.values(), *self._asserted.literals.values()]
        with session.scope(
            *(z.clauses[name] == value(w.clauses[name]) for name in (*self._forced, *self._chosen(model))),
            z.defined[self._verdict] != value(w.defined[self._verdict]),
        ):
            if not self._effort.sat(session.solver, *literals):
                return None
            found = session.solver.model()
            at = {name: found.eval(clause, model_completion=True) for name, clause in z.clauses.items()}
        at |= {name: z3.If(self._all.chosen[name], w.clauses[name], at[name]) for name in self._candidates}
        at |= {name: w.clauses[name] for name in self._forced}
        return self._all.instances.keeps(self._verdict, at, w.defined[self._verdict])

    def _shrunk(self, size: int) -> Certificate | None:
        """Some certificate from which nothing can be left out: of one with up to `size` clauses, or of any."""
        session, w, z = self._session, self._all.copy, self._session.copy
        model, candidates = self._loose(size)
        marks = {name: z3.FreshBool("kept", session.context) for name in (*self._forced, *candidates)}
        at = {name: model.eval(w.clauses[name], model_completion=True) for name in marks}
        outcome = model.eval(w.defined[self._verdict], model_completion=True)
        with session.scope(
            *(z3.Implies(mark, z.clauses[name] == at[name]) for name, mark in marks.items()),
            z.defined[self._verdict] != outcome,
        ):
            fixed = [*session.guards.values(), *self._asserted.literals.values()]
            fixed += [marks[name] for name in self._forced]
            free = {name: marks[name] for name in candidates}
            if session.check([*fixed, *free.values()]) != z3.unsat:
                return None
            kept = session.shrink(free, fixed)
        names = [name for name in self._policy.clauses if name in kept or name in self._forced]
        values = {name: self._value(model, w.clauses[name], name) for name in names}
        return Certificate(values, self._outcome(model), smallest=False)

    def _loose(self, size: int) -> tuple[Any, Sequence[str]]:
        """A certificate of up to that size, if one is found soon, as a model of w and its choice; else all there is."""
        self._effort, self._left = self._all.effort(), MAX_REFUTATIONS
        solver = self._all.solver
        literals = [self._all.chosen[name] for name in self._candidates]
        guard = at_most(solver, literals, size, self._session.context)
        try:
            if (model := self._find([guard])) is not None:
                return model, self._chosen(model)
        except GaveUpError:
            self._effort = self._all.effort()
        if not self._effort.sat(solver):
            raise GaveUpError
        return solver.model(), self._candidates

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
        start = self._near(name, old)
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
        literal = z3.FreshBool("is", self._session.context)
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
            return [text for text in self._session.text_codes if text != old]
        days = self._days(name)
        near = self._near(name, old)
        around = {number + step for number in (*(days or self._all.numbers), near) for step in (-1, 0, 1)}
        wanted = sorted((n for n in around if n != old or old is None), key=lambda n: (abs(n - near), n))
        if sort == INT:
            return [int(number) for number in wanted if number.denominator == 1][:MAX_TRIED]
        return [Fraction(number) for number in wanted][:MAX_TRIED]

    def _near(self, name: str, old: Value | None) -> Fraction:
        """The number that a new value of a clause should be near: the old one, for a day one that the policy names."""
        if isinstance(old, int | Fraction):
            return Fraction(old)
        return Fraction(next(iter(self._days(name)), 0))

    def _days(self, name: str) -> Sequence[int]:
        return self._all.days.named if name in self._all.days.clauses else ()

    def _value(self, model: Any, expression: Any, name: str) -> Value | None:
        sort = self._policy.clauses[name].sort
        if sort == TEXT:
            return self._asserted.codes.text_of(model.eval(expression, model_completion=True).as_long())
        found = from_model(model.eval(expression, model_completion=True), sort, self._asserted.codes)
        if found is None and sort in NUMERIC:
            raise GaveUpError  # an irrational number is no answer that anybody can give
        return found

    def _outcome(self, model: Any) -> Value | None:
        expression = model.eval(self._all.copy.defined[self._verdict], model_completion=True)
        if self._policy.body(self._verdict).sort == TEXT:
            return self._asserted.codes.text_of(expression.as_long())
        return from_model(expression, self._policy.body(self._verdict).sort, self._asserted.codes)
