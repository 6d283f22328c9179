"""What Python does beside a solver grows with a policy of many clauses: it is no more than linear, or it is counted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import z3

from logitext.logic.conditions import solver
from logitext.logic.conditions.conditions import TooHardError
from logitext.logic.program import Program
from logitext.logic.smt import relevance
from logitext.logic.smt.thread import settled, solver_thread
from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.source import Source


def chain(number: int) -> CheckedPolicy:
    """Definitions that each mention the one before, and a clause of its own."""
    clauses = " ".join(f"let c{n} = [[C {n}]]" for n in range(number))
    steps = " ".join(f"let d{n} = d{n - 1} and not c{n}" if n else "let d0 = c0" for n in range(number))
    return check_policy(Source("chain", f"{{{{text post}}}} {{{{{clauses} {steps} verdict v = d{number - 1}}}}}"))


def test_definitions_are_put_into_each_other_without_a_look_at_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[int] = []
    substitute = z3.substitute

    def counted(term: z3.ExprRef, *pairs: Any) -> z3.ExprRef:
        replaced.append(len(pairs))
        return substitute(term, *pairs)

    monkeypatch.setattr(z3, "substitute", counted)
    program = Program(chain(40), "z3")
    open_, unsure = asyncio.run(program.relevance({}, ["v"], tuple(program.policy.clauses)))
    assert set(open_) == set(program.policy.clauses)
    assert not unsure
    assert sum(replaced) <= 40


def test_looking_at_the_clauses_of_a_verdict_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    matters = relevance.Relevance._matters

    def counted(self: Any, clause: str, *given: Any) -> bool | None:
        found = matters(self, clause, *given)
        looked.extend([clause] if found is not None else [])
        return found

    monkeypatch.setattr(relevance.Relevance, "_matters", counted)
    monkeypatch.setattr(relevance, "LOOK", 20_000)
    program = Program(chain(60), "z3")
    open_, unsure = asyncio.run(program.relevance({}, ["v"], tuple(program.policy.clauses)))
    assert len(open_) == 60  # each may still matter
    assert 0 < len(looked) < 5
    assert len(unsure) == 60 - len(looked)


def test_formulas_that_a_rule_builds_count(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = chain(20)

    def built() -> int:
        conditions = solver.SolverConditions(policy, policy)
        conditions.allow(1e-4)
        for number in range(1000):
            try:
                conditions.meaning(policy.body("d9"))
            except TooHardError:
                return number
        return 1000

    number = asyncio.run(settled(solver_thread().submit(built)))
    assert 5 < number < 100
