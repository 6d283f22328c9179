"""The fewest open clauses that settle a verdict whatever is answered: its deciding set. Runs in Z3's thread only.

Two models that give a verdict different values differ in some clause of every deciding set. So a smallest set that hits
all the differences found so far is tried, until no two models agree on it and differ in the verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import z3

from logitext.logic.backend import ClauseValues, DecidingSet
from logitext.logic.cone_of_influence import ConeOfInfluence
from logitext.logic.hitting import CutOffError, minimum, ranked
from logitext.logic.minimize import minimal
from logitext.logic.smt.effort import Effort, GaveUpError, for_fewest
from logitext.logic.smt.encode import Copy, TextCodes, constant
from logitext.logic.smt.session import SolverSession

MAX_DIFFERENCES = 300
BRANCH = 30
"""What looking at a branch of the search for a smallest set costs, in units of `effort`."""


class DecidingSets:
    """The two-copy solver; it shares the context of `session`."""

    def __init__(self, session: SolverSession) -> None:
        self._session = session
        self._policy = session.policy
        self._cones = ConeOfInfluence(self._policy)
        context = session.context
        self._copies = tuple(Copy(self._policy, session.text_codes, context, mark) for mark in (" in p", " in q"))
        self._solver = session.meter.solver()
        for copy in self._copies:
            self._solver.add(*copy.axioms, *copy.assumptions.values())
        self._equal = {name: z3.Bool(f"{name} equal in p", context) for name in self._policy.clauses}
        p, q = self._copies
        for name, equal in self._equal.items():
            self._solver.add(z3.Implies(equal, p.clauses[name] == q.clauses[name]))

    def smallest(self, answers: ClauseValues, verdict: str) -> DecidingSet | None:
        """A smallest set for an undetermined verdict, the first in file order, and whether it is known to be one.

        Where the search is cut off it is a set from which nothing can be left out; None where even that takes long.
        """
        cone = self._cones.of(verdict, answers)
        candidates = [name for name in self._policy.clauses if name in cone and name not in answers]
        codes = TextCodes(self._session.text_codes)
        p, q = self._copies
        self._solver.push()
        try:
            for name, value in answers.items():
                expression = constant(value, self._policy.clauses[name].sort, codes, self._session.context)
                self._solver.add(p.clauses[name] == expression, q.clauses[name] == expression)
            self._solver.add(p.defined[verdict] != q.defined[verdict])
            try:
                return DecidingSet(self._hit(candidates, for_fewest(self._session.meter)), smallest=True)
            except GaveUpError:
                return self._shrunk(candidates, for_fewest(self._session.meter))
        except GaveUpError:
            return None
        finally:
            self._solver.pop()

    def _hit(self, candidates: Sequence[str], effort: Effort) -> tuple[str, ...]:
        # What two models can differ in alone is in every set.
        forced = [
            frozenset({place})
            for place, name in enumerate(candidates)
            if self._differ(effort, [other for other in candidates if other != name])
        ]

        def more(chosen: Collection[int]) -> list[frozenset[int]]:
            names = [name for place, name in enumerate(candidates) if place in chosen]
            difference = self._difference(candidates, names, effort)
            return [] if difference is None else [frozenset(candidates.index(name) for name in difference)]

        def branch() -> None:
            effort.spend(BRANCH)
            if effort.left <= 0:
                raise GaveUpError

        try:
            chosen = minimum(more, ranked(lambda _: 1, lambda _: 0), branch, forced, MAX_DIFFERENCES)
        except CutOffError:
            raise GaveUpError from None
        return tuple(candidates[place] for place in sorted(chosen))

    def _difference(self, candidates: Sequence[str], names: Sequence[str], effort: Effort) -> list[str] | None:
        """Where two models differ that agree on the names, in few clauses; None if there are no such models."""
        different = self._differing(candidates, names, effort)
        if different is None:
            return None
        for name in list(different):
            if name in different and len(different) > 1:
                agreed = [c for c in candidates if c not in different or c == name]
                fewer = self._differing(candidates, agreed, effort)
                if fewer is not None:
                    different = fewer
        return different

    def _differing(self, candidates: Sequence[str], agreed: Sequence[str], effort: Effort) -> list[str] | None:
        if not self._differ(effort, agreed):
            return None
        model = self._solver.model()

        def at(copy: Copy, name: str) -> Any:
            return model.eval(copy.clauses[name], model_completion=True)

        p, q = self._copies
        return [name for name in candidates if not z3.eq(at(p, name), at(q, name))]

    def _differ(self, effort: Effort, agreed: Sequence[str]) -> bool:
        """Whether two models that agree on these differ in the verdict; the solver has them then."""
        return effort.sat(self._solver, *(self._equal[name] for name in agreed))

    def _shrunk(self, candidates: Sequence[str], effort: Effort) -> DecidingSet:
        if self._differ(effort, candidates):
            raise GaveUpError  # not even all of them settle it, as far as this solver can say
        kept = minimal(candidates, reversed(candidates), lambda _, rest: None if self._differ(effort, rest) else rest)
        return DecidingSet(tuple(kept), smallest=False)
