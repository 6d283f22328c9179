"""One world of a policy that Z3 decides: a value for each clause. Runs in Z3's thread only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import z3

from logitext.logic.dates import Days
from logitext.logic.day_numbers import into
from logitext.logic.smt.encode import TextCodes, constant, from_model
from logitext.logic.smt.session import SolverSession
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.sorts import BOOL, TEXT, Value

Preference = tuple[str, Value]


def world(
    session: SolverSession,
    days: Days,
    wanted: Sequence[Wanted],
    outcome: tuple[str, Value] | None,
    avoid: Sequence[Sequence[Wanted]],
    liked: Sequence[Preference],
) -> dict[str, Value] | None:
    """The values of a model; None where there is none. TimeoutError where Z3 cannot say whether there is."""
    codes = TextCodes(session.text_codes)
    # A scope needs something to hold, and there has to be one: what is tried below is to go with it.
    must = [z3.BoolVal(True, session.context), *(_holds(session, one, codes) for one in wanted)]
    for clause in days.clauses:  # a day that there is
        must += [session.copy.clauses[clause] >= days.FIRST, session.copy.clauses[clause] <= days.LAST]
    if outcome is not None:
        name, value = outcome
        sort = session.policy.body(name).sort
        must.append(session.copy.defined[name] == constant(into(value), sort, codes, session.context))
    with session.scope(*must):
        fixed = list(session.guards.values())
        result = session.check(fixed)
        if result == z3.unsat:
            return None
        if result != z3.sat:
            raise TimeoutError("the solver gave up")
        for index, one in enumerate(avoid):
            together = z3.Bool(f"avoid {index}", session.context)
            broken = [z3.Not(_holds(session, part, codes)) for part in one]
            session.solver.add(z3.Implies(together, z3.Or(*broken) if broken else z3.BoolVal(True, session.context)))
            if session.check([*fixed, together]) == z3.sat:
                fixed.append(together)
        session.check(fixed)
        model = session.solver.model()
        for name, value in liked:
            sort = session.policy.clauses[name].sort
            like = session.copy.clauses[name] == constant(value, sort, codes, session.context)
            if z3.is_true(model.eval(like, model_completion=True)):
                session.solver.add(like)
                continue
            maybe = z3.Bool(f"like {name} {value}", session.context)
            session.solver.add(z3.Implies(maybe, like))
            if session.check([*fixed, maybe]) == z3.sat:
                fixed.append(maybe)
                model = session.solver.model()
        return _values(session, model, codes)


def _values(session: SolverSession, model: Any, codes: TextCodes) -> dict[str, Value]:
    """The value of each clause; a text that nobody wrote is made up, a number that cannot be written is left out."""
    found: dict[str, Value] = {}
    for name, clause in session.policy.clauses.items():
        expression = model.eval(session.copy.clauses[name], model_completion=True)
        value = from_model(expression, clause.sort, codes)
        if value is None and clause.sort == TEXT:
            first = expression.as_long() % len(_MADE_UP)
            value = codes.text_of(expression.as_long(), _MADE_UP[first:] + _MADE_UP[:first])
        if value is not None:
            found[name] = value
    return found


_MADE_UP = ("Arden", "Borden", "Carden", "Dorden", "Erden", "Farden", "Gorden", "Harden", "Irden", "Jarden", "Korden")
"""Texts for which it only matters that they are the same or different."""


def _holds(session: SolverSession, one: Wanted, codes: TextCodes) -> Any:
    """That a clause has a value that is wanted."""
    variable = session.copy.clauses[one.clause]
    sort = session.policy.clauses[one.clause].sort
    context = session.context

    def same(value: Value) -> Any:
        return variable == constant(into(value), sort, codes, context)

    if one.sort == BOOL:
        return variable if one.values[0] else z3.Not(variable)
    if one.other:
        return z3.And(z3.BoolVal(True, context), *[z3.Not(same(value)) for value in one.values])
    parts = [same(value) for value in one.values]
    for bounds in one.bounds:
        inside = [z3.BoolVal(True, context)]
        if bounds.low is not None:
            low = constant(into(bounds.low), sort, codes, context)
            inside.append(variable >= low if bounds.closed[0] else variable > low)
        if bounds.high is not None:
            high = constant(into(bounds.high), sort, codes, context)
            inside.append(variable <= high if bounds.closed[1] else variable < high)
        parts.append(z3.And(*inside))
    return z3.Or(*parts)
