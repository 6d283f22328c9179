"""How solvers are made. Runs in the worker thread only."""

from __future__ import annotations

from typing import Any

import z3


def new_solver(context: Any, milliseconds: int | None = None) -> Any:
    """A solver whose calls take so long at most; None for as long as they need, or as is set later.

    Z3 takes Ctrl-C for itself while it works, in whatever thread that is: it would end a call, and nothing else. Here
    it is left to Python.
    """
    solver = z3.SimpleSolver(ctx=context)
    solver.set("ctrl_c", False)
    if milliseconds is not None:
        solver.set("timeout", milliseconds)
    return solver
