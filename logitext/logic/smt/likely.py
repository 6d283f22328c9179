"""Few open clauses that would settle a verdict if they came out as is likely. Runs in Z3's thread only.

Quick where `certificate` is thorough: a model that keeps to the likely values as far as it can, and of its values those
that are needed. They have nothing to spare, though others may be fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import z3

from logitext.logic.backend import ClauseValues, Likely, ValueChances
from logitext.logic.smt.encode import constant
from logitext.logic.smt.session import Asserted, SolverSession
from logitext.policy.sorts import BOOL

UNKNOWN = 0.5
"""The chance of a value of which nothing is known."""


def likely(
    session: SolverSession, answers: ClauseValues, verdict: str, chances: ValueChances, prices: Mapping[str, float]
) -> list[Likely]:
    """For each way that an undetermined verdict can come out, up to two: what settles it. Empty where Z3 gives up."""
    found = []
    with session.asserted(answers) as asserted:
        fixed = [*session.guards.values(), *asserted.literals.values()]
        for way in _ways(session, verdict, fixed):
            one = _Search(session, asserted, answers, chances, prices).settles(verdict, fixed, way)
            if one is not None:
                found.append(one)
    return found


def _ways(session: SolverSession, verdict: str, fixed: Sequence[Any]) -> Iterator[Any]:
    """What the verdict may be: true and false; of other sorts one value, and what is not that value."""
    variable = session.copy.defined[verdict]
    if session.policy.body(verdict).sort == BOOL:
        yield from (variable, z3.Not(variable))
    elif session.check(fixed) == z3.sat:
        value = session.solver.model().eval(variable, model_completion=True)
        yield from (variable == value, variable != value)


class _Search:
    """One way."""

    def __init__(
        self,
        session: SolverSession,
        asserted: Asserted,
        answers: ClauseValues,
        chances: ValueChances,
        prices: Mapping[str, float],
    ) -> None:
        self._session = session
        self._codes = asserted.codes
        self._open = [name for name in session.policy.clauses if name not in answers]
        self._chances = chances
        self._prices = prices

    def settles(self, verdict: str, fixed: Sequence[Any], way: Any) -> Likely | None:
        session = self._session
        model, kept = self._model([*fixed, way])
        if model is None:
            return None
        variable = session.copy.defined[verdict]
        outcome = model.eval(variable, model_completion=True)
        at = {name: session.copy.clauses[name] == self._at(model, name) for name in self._open}
        chance = {name: kept.get(name) or self._chance(model, name) for name in self._open}
        # Left out first, if it can be: what is dear, or not likely to come out so.
        order = sorted(self._open, key=lambda name: self._prices[name] / chance[name])
        marks = {name: z3.FreshBool("likely", session.context) for name in order}
        session.solver.push()
        try:
            session.solver.add(*(z3.Implies(mark, at[name]) for name, mark in marks.items()), variable != outcome)
            if session.check([*fixed, *marks.values()]) != z3.unsat:
                return None
            needed = session.shrink(marks, list(fixed))
        finally:
            session.solver.pop()
        clauses = sorted(needed, key=lambda name: (chance[name] - 1) / self._prices[name])
        whole = 1.0
        for name in needed:
            whole *= chance[name]
        return Likely(tuple(clauses), whole, sum(self._prices[name] for name in needed))

    def _model(self, fixed: Sequence[Any]) -> tuple[Any, Mapping[str, float]]:
        """A model with likely values, and the chance of each value that was wished for; None for the model if none."""
        session = self._session
        if session.check(fixed) != z3.sat:
            return None, {}
        model = session.solver.model()
        held, kept = list(fixed), {}
        wishes = [
            (chance, name, value)
            for name in self._open
            for value, chance in sorted(self._chances.get(name, {}).items(), key=lambda one: -one[1])[:1]
        ]
        # Of values as likely as each other the dear clauses get theirs first: what must then be otherwise is cheap.
        for chance, name, value in sorted(wishes, key=lambda wish: (-wish[0], -self._prices[wish[1]])):
            sort = session.policy.clauses[name].sort
            wish = session.copy.clauses[name] == constant(value, sort, self._codes, session.context)
            if not z3.is_true(model.eval(wish, model_completion=True)):
                if session.check([*held, wish]) != z3.sat:
                    continue
                model = session.solver.model()
            held.append(wish)
            kept[name] = chance
        return model, kept

    def _at(self, model: Any, name: str) -> Any:
        return model.eval(self._session.copy.clauses[name], model_completion=True)

    def _chance(self, model: Any, name: str) -> float:
        """How likely the model's value of a clause is that did not get its wish."""
        sort = self._session.policy.clauses[name].sort
        for value, chance in self._chances.get(name, {}).items():
            literal = self._session.copy.clauses[name] == constant(value, sort, self._codes, self._session.context)
            if z3.is_true(model.eval(literal, model_completion=True)):
                return chance
        return UNKNOWN
