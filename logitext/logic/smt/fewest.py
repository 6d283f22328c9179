"""Searching for the fewest of something: what the searches share. Runs in the worker thread only."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import z3

SECONDS = 1.5
"""How long something smallest is searched for, and again for something that has nothing to spare."""


class GaveUpError(Exception):
    """The search was cut off, or the solver gave up."""


class Clock:
    """What time is left for a search. `milliseconds` is what a solver call may take that is not on the clock."""

    def __init__(self, milliseconds: int) -> None:
        self._milliseconds = milliseconds
        self._end = time.monotonic() + SECONDS

    def sat(self, solver: Any, *literals: Any) -> bool:
        """Whether the solver finds a model; GaveUpError where it cannot say, or not in time."""
        left = int((self._end - time.monotonic()) * 1000)
        if left <= 0:
            raise GaveUpError
        solver.set("timeout", min(left, self._milliseconds))
        try:
            result = solver.check(*literals)
        finally:
            solver.set("timeout", self._milliseconds)
        if result not in (z3.sat, z3.unsat):
            raise GaveUpError
        return bool(result == z3.sat)


def at_most(solver: Any, literals: Sequence[Any], size: int, context: Any) -> Any:
    """A literal that says that at most so many of the literals hold."""
    guard = z3.FreshBool("at most", context)
    if not size:
        solver.add(*(z3.Implies(guard, z3.Not(literal)) for literal in literals))
    elif size < len(literals):
        solver.add(z3.Implies(guard, z3.AtMost(*literals, size)))
    return guard


def first(clock: Clock, solver: Any, fixed: Sequence[Any], literals: Mapping[str, Any], size: int) -> tuple[str, ...]:
    """The first set of `size` names, in their order, whose literals can hold together; fewer where no such is."""
    names: list[str] = []
    held = list(fixed)
    for name, literal in literals.items():
        if len(names) == size:
            break
        if clock.sat(solver, *held, literal):
            held.append(literal)
            names.append(name)
    return tuple(names)
