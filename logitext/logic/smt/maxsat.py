"""Which answers to give up so that the others agree with the assumptions, as weighted MaxSAT. Z3's thread only.

Each answer is a soft constraint of Z3's optimiser. Its cost puts three wishes into one number, so that the best set is
the only one: the least weight, then the fewest answers, then answers that stand late in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import z3

from logitext.logic.backend import ClauseNames, ClauseValues
from logitext.logic.smt.session import SolverSession

_UNITS = 1_000_000
"""Weights count in millionths, so that sums are exact and equal weights are equal."""


def repair(session: SolverSession, answers: ClauseValues, weights: Mapping[str, float]) -> ClauseNames | None:
    """The answers to give up, in file order, so that the rest agrees with the assumptions at the least total weight.

    Of sets that weigh the same the one with fewer answers is taken, then the one whose answers stand later in the
    file. None where the solver gave up, or the assumptions contradict each other on their own.
    """
    costs = _costs([name for name in session.policy.clauses if name in answers], weights)
    optimiser = session.meter.optimiser()
    optimiser.add(*session.copy.axioms, *session.copy.assumptions.values())
    kept = {name: z3.FreshBool("kept", session.context) for name in costs}
    for name, equation in session.equations(answers).items():
        optimiser.add(z3.Implies(kept[name], equation))
        optimiser.add_soft(kept[name], f"{Decimal(costs[name]):f}")  # Python refuses to write long whole numbers
    if session.meter.check(optimiser, ()) != z3.sat:
        return None
    model = optimiser.model()
    return tuple([name for name, literal in kept.items() if not z3.is_true(model.eval(literal, model_completion=True))])


def _costs(names: Sequence[str], weights: Mapping[str, float]) -> dict[str, int]:
    """A whole number for each name, so that a set with the least sum is the set wanted; no two sets have the same.

    The weight counts most, then the number of names, then that they come late: among n names the one at position i
    has 2**i, and a set whose last names are later has the greater sum of these.
    """
    size = len(names)
    return {
        name: (max(1, round(weights[name] * _UNITS)) * (size + 1) + 1) * 2**size - 2**place
        for place, name in enumerate(names)
    }
