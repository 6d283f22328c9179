"""What forbids an outcome of a verdict: a minimal set of answers, definitions and assumptions.

Runs in the worker thread only. Definitions can be left out here as assumptions can: one that is not in the set could
say anything, and the outcome would still be impossible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import z3

from logitext.logic.backend import Answers, Forbidding
from logitext.logic.minimize import minimal
from logitext.logic.smt.compiled import Compiled, in_core
from logitext.logic.smt.encode import Copy, TextCodes, constant
from logitext.policy.sorts import Enumeration, Value


def forbidding(compiled: Compiled, answers: Answers, verdict: str, value: Value) -> Forbidding:
    """The clauses (by their answers), the definitions and the assumptions of such a set, each in file order.

    Precondition: the outcome is impossible. The set is minimal as far as Z3 can say.
    """
    policy, context = compiled.policy, compiled.context
    codes = TextCodes(compiled.text_codes)
    copy = Copy(policy, compiled.text_codes, context, " why")
    solver = compiled.meter.solver()
    named: dict[tuple[str, str], Any] = {}

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
    kept = _shrunk(compiled, solver, named)
    return Forbidding(
        tuple([name for name in policy.clauses if ("answer", name) in kept]),
        tuple([name for name in policy.order if ("definition", name) in kept]),
        tuple([one.id for one in policy.assumptions if ("assumption", one.id) in kept]),
    )


def _shrunk(compiled: Compiled, solver: Any, named: Mapping[tuple[str, str], Any]) -> Collection[tuple[str, str]]:
    """A minimal part of the literals that the solver cannot meet; answers and assumptions are left out last."""

    def core(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]] | None:
        if compiled.meter.check(solver, [named[name] for name in names]) != z3.unsat:
            return None
        return in_core(solver, named, names)

    start = core(named)
    if start is None:
        return named
    return minimal(start, sorted(start, key=lambda name: name[0] != "definition"), lambda _, rest: core(rest))
