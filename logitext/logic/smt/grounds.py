"""What answers entail of any term of the policy, and through which of them and which assumptions.

Runs in the worker thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import z3

from logitext.logic.backend import Answers, Grounds
from logitext.logic.smt.compiled import Compiled
from logitext.logic.smt.encode import constant, from_model
from logitext.policy.sorts import Value
from logitext.policy.term import Term


def entailed(compiled: Compiled, answers: Answers, terms: Sequence[Term]) -> list[Value | None]:
    """The value of each term that every completion of the answers agrees on; None where there is none."""
    with compiled.asserted(answers) as asserted:
        literals = [*compiled.guards.values(), *asserted.literals.values()]
        found: list[Value | None] = [None] * len(terms)
        if compiled.check(literals) != z3.sat:
            return found
        expressions = [compiled.copy.term(term) for term in terms]
        model = compiled.solver.model()
        at = [model.eval(expression, model_completion=True) for expression in expressions]
        waiting = list(range(len(terms)))
        while waiting:
            index = waiting.pop(0)
            value = from_model(at[index], terms[index].sort, asserted.codes)
            if value is None:
                continue
            with compiled.scope(expressions[index] != at[index]):
                result = compiled.check(literals)
                if result == z3.unsat:
                    found[index] = value
                elif result == z3.sat:  # this model may refute others at once
                    other = compiled.solver.model()
                    waiting = [i for i in waiting if z3.eq(other.eval(expressions[i], model_completion=True), at[i])]
        return found


def grounds(compiled: Compiled, answers: Answers, term: Term, value: Value) -> Grounds:
    """A minimal set of clauses (through their answers) and assumptions that entails the value of a term.

    Precondition: all of them together entail it.
    """
    with compiled.asserted(answers) as asserted:
        expression = compiled.copy.term(term)
        different = expression != constant(value, term.sort, asserted.codes, compiled.context)
        named: dict[tuple[str, str], Any] = {("answer", n): literal for n, literal in asserted.literals.items()}
        named |= {("assumption", name): guard for name, guard in compiled.guards.items()}
        with compiled.scope(different):
            kept = compiled.shrink(named, [])
    return Grounds(
        tuple(name for kind, name in kept if kind == "answer"),
        tuple(name for kind, name in kept if kind == "assumption"),
    )
