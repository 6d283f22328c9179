"""Both back ends as objects that a test asks and that answer at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from logitext.logic.backend import Backend, ClauseNames, ClauseValues, Decision, Reason
from logitext.logic.backend_name import BackendName
from logitext.logic.dates import Days
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.decider import DiagramDecider
from logitext.logic.program import EFFORT
from logitext.logic.smt.backend import Z3Solver
from logitext.logic.smt.thread import Resident
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from tests.logic import policies

T = TypeVar("T")


def backend(source: str, backend: BackendName) -> Backend:
    """The back end of a policy without dates that has the clauses of `policies`."""
    policy = policies.compiled(source, backend).counted
    return DiagramDecider(diagrams(policy)) if backend == "diagram" else _Waiting(policy)


class _Waiting:
    """The solver, each answer waited for."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._solver = Resident(partial(Z3Solver, policy, EFFORT, Days()))

    def _ask(self, question: Callable[[Backend], T]) -> T:
        return asyncio.run(self._solver.run(question))

    def contradictory(self) -> bool:
        return self._ask(lambda solver: solver.contradictory())

    def decide(self, answers: ClauseValues, verdicts: Sequence[str]) -> Decision:
        return self._ask(lambda solver: solver.decide(answers, verdicts))

    def implicant(self, answers: ClauseValues, verdict: str, value: Value, doubts: Mapping[str, float]) -> Reason:
        return self._ask(lambda solver: solver.implicant(answers, verdict, value, doubts))

    def relevant(
        self,
        answers: ClauseValues,
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: Sequence[str],
        *,
        first: bool,
    ) -> tuple[ClauseNames, ClauseNames]:
        return self._ask(lambda solver: solver.relevant(answers, verdicts, candidates, wanted, first=first))
