"""Claims about a policy that is hard for the solver, with what is known put in its place. Runs in Z3's thread only.

A calendar of a day that is known, as of an equation, takes the solver minutes. Where the day stands in the formulas
themselves it is a number before the solver begins.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import z3

from logitext.logic.backend import ClauseValues
from logitext.logic.smt.effort import Effort
from logitext.logic.smt.encode import TextCodes, constant
from logitext.policy.sorts import Value

if TYPE_CHECKING:
    from logitext.logic.smt.session import SolverSession


def holds_together(
    session: SolverSession,
    answers: ClauseValues,
    assumptions: Collection[str],
    otherwise: tuple[str, Value] | None = None,
    effort: Effort | None = None,
) -> z3.CheckSatResult:
    """Whether the answers and these assumptions (by id) can hold, with another value of a verdict if one is given."""
    codes, copy, policy = TextCodes(session.text_codes), session.copy, session.policy

    def of(value: Value, name: str, *, clause: bool) -> z3.ExprRef:
        sort = policy.clauses[name].sort if clause else policy.body(name).sort
        return constant(value, sort, codes, session.context)

    known = [(copy.clauses[name], of(value, name, clause=True)) for name, value in answers.items()]
    wanted = [*copy.axioms, *(term for name, term in copy.assumptions.items() if name in assumptions)]
    if otherwise is not None:
        name, value = otherwise
        wanted.append(copy.defined[name] != of(value, name, clause=False))
    solver = session.meter.solver()
    solver.add(*(z3.simplify(z3.substitute(one, *known)) for one in wanted))
    return session.meter.check(solver, ()) if effort is None else effort.check(solver, ())
