"""Claims about a policy that is hard for the solver, with what is known put in its place. Runs in Z3's thread only.

A calendar of a day that is known, as of an equation, takes the solver minutes. Where the day stands in the formulas
themselves it is a number before the solver begins, and so is each definition that follows from what is known. What the
claim does not depend on is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import z3

from logitext.logic.backend import ClauseValues
from logitext.logic.smt.effort import Effort
from logitext.logic.smt.encode import TextCodes, constant
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.term import ClauseRef, DefinitionRef, Term, walk

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

    known = {name: (copy.clauses[name], of(value, name, clause=True)) for name, value in answers.items()}

    def fixed(expression: Any, names: Iterable[str]) -> Any:
        pairs = [known[name] for name in names if name in known]
        return z3.simplify(z3.substitute(expression, *pairs) if pairs else expression)

    held = {one.id: one.term for one in policy.assumptions if one.id in assumptions}
    needed = _reached([*held.values(), *([policy.body(otherwise[0])] if otherwise is not None else ())], policy)
    solver = session.meter.solver()
    solver.add(*(fixed(one, known) for one in copy.ranges))
    for name in policy.order:
        if name in needed or (otherwise is not None and name == otherwise[0]):
            body = fixed(copy.bodies[name], _mentioned(policy.body(name)))
            if z3.is_true(body) or z3.is_false(body) or z3.is_int_value(body) or z3.is_rational_value(body):
                known[name] = copy.defined[name], body
            else:
                solver.add(copy.defined[name] == body)
    solver.add(*(fixed(copy.assumptions[name], _mentioned(term)) for name, term in held.items()))
    if otherwise is not None:
        name, value = otherwise
        solver.add(fixed(copy.defined[name] != of(value, name, clause=False), (name,)))
    return session.meter.check(solver, ()) if effort is None else effort.check(solver, ())


def _mentioned(term: Term) -> list[str]:
    """The names of clauses and definitions that stand in a term."""
    return list(dict.fromkeys(part.name for part in walk(term) if isinstance(part, ClauseRef | DefinitionRef)))


def _reached(terms: Iterable[Term], policy: CheckedPolicy) -> set[str]:
    """The definitions that terms mention, directly or through others."""
    found: set[str] = set()
    waiting = list(terms)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, DefinitionRef) and part.name not in found:
                found.add(part.name)
                waiting.append(policy.body(part.name))
    return found
