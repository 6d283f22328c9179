"""Which clauses can still decide a verdict. Runs in Z3's thread only.

A clause `c` can still decide a verdict `v` when some further answers leave `v` open and an answer to `c` on top of
them settles it: when `c` is in some minimal set of answers that entails a value of `v`. Where there are assumptions
this is weaker than "turning `c` alone turns `v`": with `assume a iff b` an answer to either settles `a`.

Two copies of the policy, x and y, hold the search. A pair of models with x.v != y.v and x.c != y.c shares the answers
sigma, those on which x and y agree; sigma leaves `v` open. With c = y.c on top it settles `v` unless some model z
agrees with sigma and c = y.c and yet z.v != y.v. Such a z refutes the pair and every other that it fits; it is learned,
and the search goes on (counterexample-guided, as for one quantifier alternation). Exact on finite sorts; on numbers it
is cut off after a while, and the clause then counts as one of which it is too hard to see.

Only pairs are looked at that agree on all clauses that no assumption ties to `c`, directly or through others. That is
enough: let y settle `v` by c = y.c, and x leave it open. With y's values for the tied clauses and x's for all others
there is a model that agrees with x wherever y did, and elsewhere outside the ties too; so it settles `v` as well.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from functools import partial
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import z3

from logitext.logic.backend import ClauseNames, ClauseValues
from logitext.logic.cone_of_influence import ConeOfInfluence
from logitext.logic.smt.effort import SECOND, Effort, GaveUpError
from logitext.logic.smt.encode import Copy, TextCodes, constant
from logitext.logic.smt.session import Asserted, SolverSession
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import NUMERIC, REAL, TEXT
from logitext.policy.term import Constant, walk

Bound = Callable[[Any], Any]
"""Something that holds of a clause's value."""

MAX_REFUTATIONS = 1000
UNITS = 2 * SECOND
"""What finding out whether a clause matters may cost, in units of `effort`."""
IN_ALL = 5 * SECOND
"""The effort for all clauses of a request."""
REFUTATION = 500
"""What a refutation costs, for each clause in it, beyond the calls that find it: what is learned is built in Python."""
LOOK = 5
"""What a clause costs, for each that its verdict may depend on: in a policy of many, more than the calls about it."""
MAX_MOVED = 8
"""Where a pair shares all clauses but so few, all that a refutation says is learned, though it is a long formula."""


class Relevance:
    """The two-copy solver of a policy; it shares the context of `session`."""

    def __init__(self, session: SolverSession, instances: ExpressionInstances) -> None:
        policy = session.policy
        self._session = session
        self._cones = ConeOfInfluence(policy)
        context = session.context
        self._x, self._y = (Copy(policy, session.text_codes, context, mark) for mark in (" in x", " in y"))
        self._solver = session.meter.solver()
        for copy in (self._x, self._y):
            self._solver.add(*copy.axioms, *copy.assumptions.values())
        self._numbers = numbers(policy)
        self._instances = instances
        self._equal = {name: z3.Bool(f"{name} equal", context) for name in policy.clauses}
        self._unequal = {name: z3.Bool(f"{name} unequal", context) for name in policy.clauses}
        for name in policy.clauses:
            same = self._x.clauses[name] == self._y.clauses[name]
            self._solver.add(z3.Implies(self._equal[name], same))
            self._solver.add(z3.Implies(self._unequal[name], z3.Not(same)))

    def relevant(
        self,
        answers: ClauseValues,
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: Sequence[str],
        *,
        first: bool,
    ) -> tuple[ClauseNames, ClauseNames]:
        """The wanted candidates that can still decide an undecided verdict, and those that are too hard to tell.

        Given answers to candidates only; in their order. With `first` the first of both alone.
        """
        found: list[str] = []
        hard: list[str] = []
        with closing(self._search(answers, verdicts, candidates, wanted)) as search:
            for clause, sure in search:
                (found if sure else hard).append(clause)
                if first:
                    break
        return tuple(found), tuple(hard)

    def _search(
        self, answers: ClauseValues, verdicts: Sequence[str], candidates: Sequence[str], wanted: Sequence[str]
    ) -> Generator[tuple[str, bool], None, None]:
        """The candidates that matter, or may, and whether it is sure that they do."""
        cones = {verdict: self._cones.of(verdict, answers) - answers.keys() for verdict in verdicts}
        whole = Effort(self._session.meter, IN_ALL)
        with self._session.asserted(answers) as asserted:
            self._solver.push()
            try:
                for name, value in answers.items():
                    self._fix(name, value, asserted.codes)
                for clause in wanted:
                    sure: bool | None = False
                    for verdict in verdicts:
                        if clause in cones[verdict] and sure is not True:
                            matters = self._matters(clause, verdict, asserted, candidates, cones[verdict], whole)
                            sure = sure if matters is False else matters
                    if sure is not False:
                        yield clause, sure is True
            finally:
                self._solver.pop()

    def _fix(self, name: str, value: Any, codes: TextCodes) -> None:
        sort = self._session.policy.clauses[name].sort
        for copy in (self._x, self._y):
            self._solver.add(copy.clauses[name] == constant(value, sort, codes, self._session.context))

    def _matters(
        self,
        clause: str,
        verdict: str,
        asserted: Asserted,
        candidates: Sequence[str],
        cone: frozenset[str],
        whole: Effort,
    ) -> bool | None:
        """Whether a clause can still decide a verdict; None where that is too hard to see."""
        if whole.left <= 0:
            return None
        effort = Effort(self._session.meter, min(UNITS, whole.left))
        effort.spend(LOOK * len(cone))
        others = [name for name in cone if name != clause]
        askable = [name for name in candidates if name in cone and name != clause]
        tied = self._cones.tied(clause, asserted.literals)
        differ = [self._unequal[clause], *(self._equal[name] for name in others if name not in tied)]
        self._solver.push()
        try:
            self._solver.add(self._x.defined[verdict] != self._y.defined[verdict])
            alone = [*differ, *(self._equal[name] for name in askable)]
            if effort.check(self._solver, alone) == z3.sat:
                if len(askable) == len(others):
                    # Every other open clause can be asked: a pair that differs in this one alone is proof enough.
                    return True
                if (refuted := self._refute(clause, verdict, asserted, askable, others, effort)) is None:
                    return True
                self._solver.add(refuted)
            for _ in range(MAX_REFUTATIONS):
                result = effort.check(self._solver, differ)
                if result == z3.unsat:
                    return False
                if result != z3.sat:
                    return None
                refuted = self._refute(clause, verdict, asserted, askable, others, effort)
                if refuted is None:
                    return True
                self._solver.add(refuted)
            return None
        except GaveUpError:
            return None
        finally:
            self._solver.pop()

    def _refute(
        self,
        clause: str,
        verdict: str,
        asserted: Asserted,
        askable: Sequence[str],
        others: Sequence[str],
        effort: Effort,
    ) -> Any | None:
        """What a pair must satisfy that is not refuted by the z that refutes the current one; None without z.

        GaveUpError where it is not known whether there is one.
        """
        session, model = self._session, self._solver.model()
        x, y, z = self._x, self._y, session.copy

        def value(expression: Any) -> Any:
            return model.eval(expression, model_completion=True)

        settled, at_clause = value(y.defined[verdict]), value(y.clauses[clause])
        agreed = [name for name in askable if z3.is_true(value(x.clauses[name] == y.clauses[name]))]
        literals = [*session.guards.values(), *asserted.literals.values()]
        with session.scope(
            *(z.clauses[name] == value(y.clauses[name]) for name in agreed),
            z.clauses[clause] == at_clause,
            z.defined[verdict] != settled,
        ):
            result = session.check(literals, effort)
            if result == z3.unknown:
                raise GaveUpError
            if result != z3.sat:
                return None
            effort.spend(REFUTATION * len(others))
            found = session.solver.model()
            at_verdict = found.eval(z.defined[verdict], model_completion=True)
            at = {name: found.eval(z.clauses[name], model_completion=True) for name in (clause, *others)}
            whole = {name: found.eval(z.clauses[name], model_completion=True) for name in z.clauses}
        differing = len(others) - len(agreed)
        if differing <= MAX_MOVED or any(session.policy.clauses[name].sort in NUMERIC for name in at):
            moved = {n: z3.If(x.clauses[n] == y.clauses[n], y.clauses[n], whole[n]) for n in askable}
            return self._instances.keeps(verdict, whole | moved | {clause: y.clauses[clause]}, y.defined[verdict])
        needed = self._needed(at, z.defined[verdict] == at_verdict, asserted, effort)
        return z3.Or(
            y.defined[verdict] == at_verdict,
            *(z3.Not(bound(y.clauses[name])) for name, bound in needed if name == clause),
            *(
                z3.And(x.clauses[name] == y.clauses[name], z3.Not(bound(y.clauses[name])))
                for name, bound in needed
                if name in askable
            ),
        )

    def _needed(
        self, at: Mapping[str, Any], verdict: Any, asserted: Asserted, effort: Effort
    ) -> list[tuple[str, Bound]]:
        """Bounds that a model keeps and that alone make the assumptions and the verdict's value hold.

        Everything within these is a model as well, and refutes as much as this one, and more.
        """
        session = self._session
        goal = z3.And(verdict, *session.copy.assumptions.values())
        fixed = list(asserted.literals.values())
        for exact in (False, True):
            bounds = [(name, bound) for name in at for bound in self._bounds(name, at[name], exact)]
            marks = [z3.Bool(f"bound {number}", session.context) for number in range(len(bounds))]
            implications = (
                z3.Implies(mark, bound(session.copy.clauses[name]))
                for mark, (name, bound) in zip(marks, bounds, strict=True)
            )
            with session.scope(z3.Not(goal), *implications):
                if session.check([*fixed, *marks], effort) == z3.unsat:
                    kept = session.shrink(dict(enumerate(marks)), fixed, effort)
                    return [bounds[number] for number in kept]
        return bounds

    def _bounds(self, name: str, value: Any, exact: bool) -> list[Bound]:
        """What may be kept of a value: "is", what a text is not, bounds of a number.

        Where not `exact`, these are as wide as the numbers and texts in the policy's formulas let them be.
        """
        sort = self._session.policy.clauses[name].sort
        codes = self._session.text_codes.values()
        if sort == TEXT and not exact and value.as_long() not in codes:
            return [partial(ne, code) for code in codes]
        if sort not in NUMERIC:
            return [partial(eq, value)]
        if exact or (not z3.is_rational_value(value) and not z3.is_int_value(value)):
            return [partial(le, value), partial(ge, value)]
        number = Fraction(str(value.as_fraction() if sort == REAL else value.as_long()))
        below, above = bisect_left(self._numbers, number), bisect_right(self._numbers, number)
        if below < above:  # it is one of the policy's own
            return [partial(le, value), partial(ge, value)]
        bounds: list[Bound] = []
        if below:
            bounds.append(partial(lt, self._number(self._numbers[below - 1])))
        if above < len(self._numbers):
            bounds.append(partial(gt, self._number(self._numbers[above])))
        return bounds

    def _number(self, number: Fraction) -> Any:
        return z3.RealVal(str(number), self._session.context)


class ExpressionInstances:
    """A policy's verdicts and assumptions as expressions of its clauses alone, to put other expressions in.

    What a model that refutes says of numbers is more than its values: as a formula of what it shares with what it
    refutes, it refutes all that can be moved along with it, of which there are infinitely many.
    """

    def __init__(self, session: SolverSession) -> None:
        copy, policy = session.copy, session.policy
        self._clauses = copy.clauses
        self._defined: dict[str, Any] = {}
        for name in policy.order:
            self._defined[name] = copy.term_with(policy.body(name), self._defined)
        self._assumed = [copy.term_with(one.term, self._defined) for one in policy.assumptions]

    def keeps(self, verdict: str, at: Mapping[str, Any], value: Any) -> Any:
        """That the verdict has the value with these expressions for the clauses, or an assumption fails."""
        pairs = [(self._clauses[name], expression) for name, expression in at.items()]
        terms = (self._defined[verdict] == value, *(z3.Not(term) for term in self._assumed))
        return z3.Or(*(z3.substitute(term, *pairs) for term in terms))


def numbers(policy: CheckedPolicy) -> list[Fraction]:
    """The numbers in the policy's formulas, in their order."""
    terms = [*(policy.body(name) for name in policy.order), *(assumption.term for assumption in policy.assumptions)]
    parts = (part for term in terms for part in walk(term))
    found = (part.value for part in parts if isinstance(part, Constant) and part.sort in NUMERIC)
    return sorted({Fraction(value) for value in found if isinstance(value, int | Fraction)})
