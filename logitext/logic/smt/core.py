"""Why something is so: minimal sets of answers, assumptions and definitions that are enough. In Z3's thread only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

import z3

from logitext.logic.backend import ClauseValues, Forbidding, Grounds
from logitext.logic.minimize import minimal
from logitext.logic.smt.encode import Copy, TextCodes, constant
from logitext.logic.smt.session import Asserted, SolverSession, in_core
from logitext.policy.sorts import Enumeration, Value
from logitext.policy.term import Term

CoreMember: TypeAlias = tuple[str, str]
"""What a core is made of: "answer", "definition" or "assumption", and its name."""


def core(session: SolverSession, answers: ClauseValues) -> Grounds:
    """The clauses (by their answers) and assumptions of a minimal contradiction.

    Precondition: all answers and assumptions together contradict each other.
    """
    with session.asserted(answers) as asserted:
        return _grounds(session, asserted)


def grounds(session: SolverSession, answers: ClauseValues, term: Term, value: Value) -> Grounds:
    """A minimal set of clauses (by their answers) and assumptions that entails the value of a term.

    Precondition: all of them together entail it.
    """
    with session.asserted(answers) as asserted:
        different = session.copy.term(term) != constant(value, term.sort, asserted.codes, session.context)
        with session.scope(different):
            return _grounds(session, asserted)


def _grounds(session: SolverSession, asserted: Asserted) -> Grounds:
    """A minimal part of the answers and assumptions with which the solver has no model now."""
    named: dict[CoreMember, Any] = {("answer", name): literal for name, literal in asserted.literals.items()}
    named |= {("assumption", name): guard for name, guard in session.guards.items()}
    kept = session.shrink(named, [])
    return Grounds(
        tuple([name for kind, name in kept if kind == "answer"]),
        tuple([name for kind, name in kept if kind == "assumption"]),
    )


def forbidding(session: SolverSession, answers: ClauseValues, verdict: str, value: Value) -> Forbidding:
    """The clauses (by their answers), the definitions and the assumptions of such a set, each in file order.

    Definitions can be left out as assumptions can: one that is not in the set could say anything, and the outcome would
    still be impossible. Precondition: the outcome is impossible. The set is minimal as far as Z3 can say.
    """
    policy, context = session.policy, session.context
    codes = TextCodes(session.text_codes)
    copy = Copy(policy, session.text_codes, context, " why")
    solver = session.meter.solver()
    named: dict[CoreMember, Any] = {}

    def guarded(kind: str, name: str, holds: Any) -> None:
        named[kind, name] = z3.Bool(f"why {kind} {name}", context)
        solver.add(z3.Implies(named[kind, name], holds))

    for name, clause in policy.clauses.items():
        variable = copy.clauses[name]
        if isinstance(clause.sort, Enumeration):
            solver.add(variable >= 0, variable < len(clause.sort.labels))
        if name in answers:
            guarded("answer", name, variable == constant(answers[name], clause.sort, codes, context))
    for name in policy.order:
        holds = copy.defined[name] == copy.term(policy.body(name))
        if name == verdict:
            solver.add(holds)
        else:
            guarded("definition", name, holds)
    for name, term in copy.assumptions.items():
        guarded("assumption", name, term)
    solver.add(copy.defined[verdict] == constant(value, policy.body(verdict).sort, codes, context))
    kept = _shrunk(session, solver, named)
    return Forbidding(
        tuple([name for name in policy.clauses if ("answer", name) in kept]),
        tuple([name for name in policy.order if ("definition", name) in kept]),
        tuple([one.id for one in policy.assumptions if ("assumption", one.id) in kept]),
    )


def _shrunk(session: SolverSession, solver: Any, named: Mapping[CoreMember, Any]) -> Collection[CoreMember]:
    """A minimal part of the literals that the solver cannot meet; answers and assumptions are left out last."""

    def within(names: Iterable[CoreMember]) -> list[CoreMember] | None:
        if session.meter.check(solver, [named[name] for name in names]) != z3.unsat:
            return None
        return in_core(solver, named, names)

    start = within(named)
    if start is None:
        return named
    return minimal(start, sorted(start, key=lambda name: name[0] != "definition"), lambda _, rest: within(rest))
