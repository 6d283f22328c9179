"""From a program to the conditions of its policy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from logitext.logic import smt
from logitext.logic.conditions.diagram import DiagramConditions
from logitext.logic.diagram.cells import NotFiniteError
from logitext.logic.diagram.store import TooLargeError

if TYPE_CHECKING:
    from logitext.logic.conditions.conditions import Conditions
    from logitext.logic.program import Program

T = TypeVar("T")


async def over(program: Program, work: Callable[[Conditions], T]) -> T:
    """What `work` makes of the conditions of a policy: on diagrams where it has any, else in Z3's thread.

    `work` takes and gives plain values.
    """
    conditions = None
    if program.wanted_backend != "z3":
        with suppress(NotFiniteError, TooLargeError):
            conditions = DiagramConditions(program.policy, program.counted)
    if conditions is not None:
        return work(conditions)
    future = smt.thread.solver_thread().submit(lambda: work(_solving(program)))
    return await smt.thread.settled(future)


def _solving(program: Program) -> Conditions:
    from logitext.logic.conditions.solver import SolverConditions  # noqa: PLC0415  # z3, which diagrams do without

    return SolverConditions(program.policy, program.counted)
