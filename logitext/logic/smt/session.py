"""What Z3 says that answers entail: a policy is encoded once and asked many times. Runs in Z3's thread only.

Answers are passed with every request, so that requests about different documents may interleave. A Boolean answer is
a literal and so is a label's; another value is an equation in a scope of its own, behind a literal.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import z3

from logitext.logic.backend import ClauseValues, Decision
from logitext.logic.cone_of_influence import is_hard
from logitext.logic.minimize import minimal
from logitext.logic.smt.effort import Effort, SolverMeter
from logitext.logic.smt.encode import Copy, TextCodes, constant, from_model
from logitext.logic.smt.fixed import holds_together
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.policy.term import Term

K = TypeVar("K", bound=Hashable)


class Asserted:
    """The answers of one request, asserted: `literals` by clause, and what the request needs to read values."""

    def __init__(self, literals: Mapping[str, Any], codes: TextCodes) -> None:
        self.literals = literals
        self.codes = codes


class SolverSession:
    """The solver of a policy, and what the other searches of this folder share.

    Z3 `unknown` (too much to spend, arithmetic beyond it) never counts as `unsat`. `units` is what one call may spend;
    see `effort`.
    """

    def __init__(self, policy: CheckedPolicy, units: int) -> None:
        self.policy = policy
        self.hard = is_hard(policy)
        self.context = z3.Context()
        self.meter = SolverMeter(self.context, units)
        self.text_codes = TextCodes.of(policy)
        self.copy = Copy(policy, self.text_codes, self.context)
        self.solver = self.meter.solver()
        self.solver.add(*self.copy.axioms)
        self.guards = {name: z3.Bool(f"assume {name}", self.context) for name in self.copy.assumptions}
        for name, term in self.copy.assumptions.items():
            self.solver.add(z3.Implies(self.guards[name], term))
        self._labels: dict[tuple[str, Value], Any] = {}
        for clause in policy.clauses.values():
            if isinstance(clause.sort, Enumeration):
                for position, label in enumerate(clause.sort.labels):
                    literal = z3.Bool(f"{clause.name} = {label}", self.context)
                    self._labels[clause.name, label] = literal
                    self.solver.add(z3.Implies(literal, self.copy.clauses[clause.name] == position))

    # --- answers as literals

    @contextmanager
    def asserted(self, answers: ClauseValues) -> Iterator[Asserted]:
        """The answers' literals, and a scope that gives those of numbers and texts their meaning."""
        codes = TextCodes(self.text_codes)
        literals: dict[str, Any] = {}
        equations = []
        for name, value in answers.items():
            sort = self.policy.clauses[name].sort
            variable = self.copy.clauses[name]
            if sort == BOOL:
                literals[name] = variable if value else z3.Not(variable)
            elif isinstance(sort, Enumeration):
                literals[name] = self._labels[name, value]
            else:
                literals[name] = z3.Bool(f"{name} answered", self.context)
                equations.append(z3.Implies(literals[name], variable == constant(value, sort, codes, self.context)))
        with self.scope(*equations):
            yield Asserted(literals, codes)

    def equations(self, answers: ClauseValues) -> dict[str, Any]:
        """That each answered clause has its answer, by clause, for a request of its own."""
        codes, clauses = TextCodes(self.text_codes), self.policy.clauses
        return {
            name: self.copy.clauses[name] == constant(value, clauses[name].sort, codes, self.context)
            for name, value in answers.items()
        }

    @contextmanager
    def scope(self, *expressions: Any) -> Iterator[None]:
        """A scope of the solver that holds the expressions; none when there are none."""
        if not expressions:
            yield
            return
        self.solver.push()
        try:
            self.solver.add(*expressions)
            yield
        finally:
            self.solver.pop()

    def check(self, literals: Iterable[Any], effort: Effort | None = None) -> z3.CheckSatResult:
        """Check with these literals; `unknown` as well where the search has nothing left to spend."""
        if effort is not None:
            return effort.check(self.solver, literals)
        return self.meter.check(self.solver, literals)

    # --- what answers entail

    def consistent(self, answers: ClauseValues) -> bool:
        """Whether answers and assumptions are not known to contradict each other."""
        with self.asserted(answers) as asserted:
            return bool(self.check([*self.guards.values(), *asserted.literals.values()]) != z3.unsat)

    def decide(self, answers: ClauseValues, verdicts: Sequence[str]) -> Decision:
        """The value of each verdict that every completion of the answers agrees on; a conflict where there is none."""
        with self.asserted(answers) as asserted:
            literals = [*self.guards.values(), *asserted.literals.values()]
            result = self.check(literals)
            if result == z3.unsat:
                return Decision(True, {})
            if result != z3.sat:
                return Decision(False, {})
            model = self.solver.model()
            values = {name: self._decide(name, literals, model, asserted.codes) for name in verdicts}
            return Decision(False, {name: value for name, value in values.items() if value is not None})

    def _decide(self, verdict: str, literals: list[Any], model: Any, codes: TextCodes) -> Value | None:
        """The value that the literals leave a verdict, which it has in the model; None where they leave another."""
        variable, sort = self.copy.defined[verdict], self.policy.body(verdict).sort
        value = from_model(model.eval(variable, model_completion=True), sort, codes)
        if value is None:
            return None
        with self.otherwise(verdict, value, codes) as different:
            return value if self.check([*literals, *different]) == z3.unsat else None

    @contextmanager
    def otherwise(self, verdict: str, value: Value, codes: TextCodes) -> Iterator[list[Any]]:
        """Literals (or a scope) that say that a verdict has another value than the one given."""
        variable, sort = self.copy.defined[verdict], self.policy.body(verdict).sort
        if sort == BOOL:
            yield [z3.Not(variable) if value else variable]
            return
        with self.scope(variable != constant(value, sort, codes, self.context)):
            yield []

    def entailed(self, answers: ClauseValues, terms: Sequence[Term]) -> list[Value | None]:
        """The value of each term that every completion of the answers agrees on; None where there is none."""
        with self.asserted(answers) as asserted:
            literals = [*self.guards.values(), *asserted.literals.values()]
            found: list[Value | None] = [None] * len(terms)
            if self.check(literals) != z3.sat:
                return found
            expressions = [self.copy.term(term) for term in terms]
            model = self.solver.model()
            at = [model.eval(expression, model_completion=True) for expression in expressions]
            waiting = list(range(len(terms)))
            while waiting:
                index = waiting.pop(0)
                value = from_model(at[index], terms[index].sort, asserted.codes)
                if value is None:
                    continue
                with self.scope(expressions[index] != at[index]):
                    result = self.check(literals)
                    if result == z3.unsat:
                        found[index] = value
                    elif result == z3.sat:  # this model may refute others at once
                        other = self.solver.model()
                        waiting = [
                            i for i in waiting if z3.eq(other.eval(expressions[i], model_completion=True), at[i])
                        ]
            return found

    # --- claims: each is one call, that shares nothing with the search that made the claim

    def entails(self, answers: ClauseValues, verdict: str, value: Value) -> bool | None:
        """Whether the answers and all assumptions leave the verdict no other value; None where the solver gave up."""
        if self.hard:
            return _unsatisfiable(holds_together(self, answers, self.guards, (verdict, value)))
        with self.asserted(answers) as asserted, self.otherwise(verdict, value, asserted.codes) as different:
            return _unsatisfiable(self.check([*self.guards.values(), *asserted.literals.values(), *different]))

    def contradicts(self, answers: ClauseValues, assumptions: Collection[str]) -> bool | None:
        """Whether the answers and these assumptions (by id) cannot all hold; None where the solver gave up."""
        if self.hard:
            return _unsatisfiable(holds_together(self, answers, assumptions))
        with self.asserted(answers) as asserted:
            guards = [guard for name, guard in self.guards.items() if name in assumptions]
            return _unsatisfiable(self.check([*guards, *asserted.literals.values()]))

    # --- cores

    def shrink(self, named: Mapping[K, Any], fixed: list[Any], effort: Effort | None = None) -> tuple[K, ...]:
        """A minimal subset of the named literals that is unsatisfiable with the fixed ones, by deletion.

        The solver's own core is a start; then each member, the last first, is left out for good if it can be. An
        `unknown` keeps it: the set then still is unsatisfiable, though perhaps not minimal.
        """

        def core(names: Iterable[K]) -> list[K] | None:
            if self.check([*fixed, *(named[name] for name in names)], effort) != z3.unsat:
                return None
            return in_core(self.solver, named, names)

        start = core(named)
        if start is None:
            raise AssertionError("asked to explain what does not hold")
        return tuple(minimal(start, reversed(start), lambda _, rest: core(rest)))


def _unsatisfiable(outcome: z3.CheckSatResult) -> bool | None:
    return None if outcome == z3.unknown else bool(outcome == z3.unsat)


def in_core(solver: Any, named: Mapping[K, Any], names: Iterable[K]) -> list[K]:
    """The names of literals in the core that the solver found last."""
    core = {literal.get_id() for literal in solver.unsat_core()}
    return [name for name in names if named[name].get_id() in core]
