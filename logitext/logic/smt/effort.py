"""What solvers may spend, in steps instead of seconds. Runs in Z3's thread only.

Z3 counts what it does (its `rlimit`): the same calls in a fresh context spend the same on any machine, however busy it
is. A second of a quiet machine is about a million units: Boolean search takes half as many in a second, products twice
to four times as many, and looking for real numbers on curves (`nlsat`) as few as a hundred thousand; arithmetic with
numbers of many thousand digits hardly any. So a call has a clock as well, far away. What that one ends is no longer the
same everywhere: the log says so.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import z3
from z3 import z3core

log = logging.getLogger("logitext.logic")

SECOND = 1_000_000
"""The units that a quiet machine spends in about a second."""
CALL = 300
"""Units that a call costs beyond those that Z3 counts: what goes to it and comes from it passes through Python."""
FEWEST = 3 * SECOND // 2
"""What a search for the fewest of something may spend, and again one for something that has nothing to spare."""
LAST_SECONDS = 60.0
"""The clock: after this a call is ended that the units do not end."""


class GaveUpError(Exception):
    """The search was cut off, or the solver gave up."""


class SolverMeter:
    """What the solvers of one context have spent together."""

    def __init__(self, context: Any, units: int) -> None:
        self.context = context
        self.units = units
        """What one call may spend."""
        self.spent = 0
        self._counted = 0

    def solver(self) -> Any:
        """A new solver of the context.

        Z3 takes Ctrl-C for itself while it works, in whatever thread that is: it would end a call, and nothing else.
        Here it is left to Python.
        """
        solver = z3.SimpleSolver(ctx=self.context)
        solver.set("ctrl_c", False)
        solver.set("timeout", int(LAST_SECONDS * 1000))
        return solver

    def optimiser(self) -> Any:
        """A new optimiser of the context, which leaves Ctrl-C alone too."""
        optimiser = z3.Optimize(ctx=self.context)
        optimiser.set("ctrl_c", False)
        optimiser.set("timeout", int(LAST_SECONDS * 1000))
        return optimiser

    def check(self, solver: Any, literals: Any, most: int | None = None) -> z3.CheckSatResult:
        """Check; `unknown` where the solver gave up, or would spend more than `most` or than a call may."""
        limit = self.units if most is None else min(most, self.units)
        if limit <= 0:
            return z3.unknown
        solver.set("rlimit", limit)
        began = time.monotonic()
        result = solver.check(*literals)
        counted = _count(self.context, solver)
        units = (counted - self._counted) % 2**32
        self._counted = counted
        self.spent += units + CALL
        if result == z3.unknown and units < limit and time.monotonic() - began >= LAST_SECONDS:
            log.warning(
                "the solver was stopped by the clock, after %g s: a faster machine may decide more", LAST_SECONDS
            )
        return result


class Effort:
    """What one search may spend from now on, over any number of calls."""

    def __init__(self, meter: SolverMeter, units: int) -> None:
        self._meter = meter
        self._end = meter.spent + units

    @property
    def left(self) -> int:
        return self._end - self._meter.spent

    def spend(self, units: int) -> None:
        """Count a step that is not the solver's."""
        self._meter.spent += units

    def check(self, solver: Any, literals: Any) -> z3.CheckSatResult:
        """Check; `unknown` as well where nothing is left to spend."""
        return self._meter.check(solver, literals, self.left)

    def sat(self, solver: Any, *literals: Any) -> bool:
        """Whether the solver finds a model; GaveUpError where it cannot say, or not with what is left."""
        result = self.check(solver, literals)
        if result == z3.unknown:
            raise GaveUpError
        return bool(result == z3.sat)


def for_fewest(meter: SolverMeter) -> Effort:
    """What a search for the fewest of something may spend, from now on."""
    return Effort(meter, FEWEST)


def _count(context: Any, solver: Any) -> int:
    """What Z3 has counted in the context so far, modulo 2**32, by its C functions: its classes take thrice as long."""
    reference = context.ref()
    if isinstance(solver, z3.Optimize):
        statistics = z3core.Z3_optimize_get_statistics(reference, solver.optimize)
    else:
        statistics = z3core.Z3_solver_get_statistics(reference, solver.solver)
    z3core.Z3_stats_inc_ref(reference, statistics)
    try:
        for index in reversed(range(z3core.Z3_stats_size(reference, statistics))):
            if z3core.Z3_stats_get_key(reference, statistics, index) == "rlimit count":
                return int(z3core.Z3_stats_get_uint_value(reference, statistics, index))
        return 0
    finally:
        z3core.Z3_stats_dec_ref(reference, statistics)
