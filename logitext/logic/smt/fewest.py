"""Searching for the fewest of something: what the searches share. Runs in the worker thread only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import z3

from logitext.logic.smt.effort import SECOND, Effort, Meter

UNITS = 3 * SECOND // 2
"""How long something smallest is searched for, and again for something that has nothing to spare."""


def effort(meter: Meter) -> Effort:
    """What one search may spend, from now on."""
    return Effort(meter, UNITS)


def at_most(solver: Any, literals: Sequence[Any], size: int, context: Any) -> Any:
    """A literal that says that at most so many of the literals hold."""
    guard = z3.FreshBool("at most", context)
    if not size:
        solver.add(*(z3.Implies(guard, z3.Not(literal)) for literal in literals))
    elif size < len(literals):
        solver.add(z3.Implies(guard, z3.AtMost(*literals, size)))
    return guard


def first(effort: Effort, solver: Any, fixed: Sequence[Any], literals: Mapping[str, Any], size: int) -> tuple[str, ...]:
    """The first set of `size` names, in their order, whose literals can hold together; fewer where no such is."""
    names: list[str] = []
    held = list(fixed)
    for name, literal in literals.items():
        if len(names) == size:
            break
        if effort.sat(solver, *held, literal):
            held.append(literal)
            names.append(name)
    return tuple(names)
