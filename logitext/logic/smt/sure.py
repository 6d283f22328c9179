"""The fewest open clauses that settle a verdict whatever is answered. Runs in the worker thread only.

Two models that give a verdict different values differ in some clause of every list that settles it. So a smallest list
that meets all the differences found so far is tried, until no two models agree on it and differ in the verdict: a
minimum hitting set, with the differences found as they are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import z3

from logitext.logic.smt.compiled import Answers, Compiled
from logitext.logic.smt.encode import Copy, TextCodes, constant
from logitext.logic.smt.fewest import GaveUpError, at_most, first
from logitext.logic.smt.relevance import Cones

MAX_DIFFERENCES = 300


class Sure:
    """The two-copy solver; it shares the context of `compiled`."""

    def __init__(self, compiled: Compiled, milliseconds: int) -> None:
        self._compiled = compiled
        self._policy = compiled.policy
        self._cones = Cones(self._policy)
        context = compiled.context
        self._copies = tuple(Copy(self._policy, compiled.text_codes, context, mark) for mark in (" in p", " in q"))
        self._solver = z3.SimpleSolver(ctx=context)
        self._solver.set("timeout", milliseconds)
        for copy in self._copies:
            self._solver.add(*copy.axioms, *copy.assumptions.values())
        self._listed = {name: z3.Bool(f"{name} listed", context) for name in self._policy.clauses}
        self._equal = {name: z3.Bool(f"{name} equal in p", context) for name in self._policy.clauses}
        p, q = self._copies
        for name, equal in self._equal.items():
            self._solver.add(z3.Implies(equal, p.clauses[name] == q.clauses[name]))

    def shortest(self, answers: Answers, verdict: str) -> tuple[tuple[str, ...], bool] | None:
        """A shortest list for an undetermined verdict, the first in file order, and whether it is known to be one.

        Where the search is cut off it is a list from which nothing can be left out; None where the solver gave up.
        """
        cone = self._cones.of(verdict, answers)
        candidates = [name for name in self._policy.clauses if name in cone and name not in answers]
        codes = TextCodes(self._compiled.text_codes)
        p, q = self._copies
        self._solver.push()
        try:
            for name, value in answers.items():
                expression = constant(value, self._policy.clauses[name].sort, codes, self._compiled.context)
                self._solver.add(p.clauses[name] == expression, q.clauses[name] == expression)
            self._solver.add(p.defined[verdict] != q.defined[verdict])
            try:
                return self._hit(candidates), True
            except GaveUpError:
                return self._shrunk(candidates)
        finally:
            self._solver.pop()

    def _hit(self, candidates: Sequence[str]) -> tuple[str, ...]:
        listed = {name: self._listed[name] for name in candidates}
        context = self._compiled.context
        hitting = z3.SimpleSolver(ctx=context)
        size, guard = 0, at_most(hitting, list(listed.values()), 0, context)
        for _ in range(MAX_DIFFERENCES):
            while hitting.check(guard) != z3.sat:
                size += 1
                if size > len(candidates):
                    raise GaveUpError
                guard = at_most(hitting, list(listed.values()), size, context)
            names = first(hitting, [guard], listed, size)
            difference = self._difference(candidates, names)
            if difference is None:
                return names
            hitting.add(z3.Or(*(listed[name] for name in difference)))
        raise GaveUpError

    def _difference(self, candidates: Sequence[str], names: Sequence[str]) -> list[str] | None:
        """Where two models differ that agree on the names, in few clauses; None if there are no such models."""
        different = self._differing(candidates, names)
        if different is None:
            return None
        for name in list(different):
            if name in different and len(different) > 1:
                fewer = self._differing(candidates, [c for c in candidates if c not in different or c == name])
                if fewer is not None:
                    different = fewer
        return different

    def _differing(self, candidates: Sequence[str], agreed: Sequence[str]) -> list[str] | None:
        result = self._solver.check(*(self._equal[name] for name in agreed))
        if result == z3.unsat:
            return None
        if result != z3.sat:
            raise GaveUpError
        model = self._solver.model()

        def at(copy: Copy, name: str) -> Any:
            return model.eval(copy.clauses[name], model_completion=True)

        p, q = self._copies
        return [name for name in candidates if not z3.eq(at(p, name), at(q, name))]

    def _shrunk(self, candidates: Sequence[str]) -> tuple[tuple[str, ...], bool] | None:
        kept = list(candidates)
        if not self._settles(kept):
            return None
        for name in reversed(candidates):
            if self._settles(fewer := [other for other in kept if other != name]):
                kept = fewer
        return tuple(kept), False

    def _settles(self, names: Sequence[str]) -> bool:
        """Whether no two models agree on the names and differ in the verdict, as far as the solver knows."""
        return bool(self._solver.check(*(self._equal[name] for name in names)) == z3.unsat)
