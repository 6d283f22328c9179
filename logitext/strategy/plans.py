"""The planners of a program: one for each way of asking, made once and kept as long as the program."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from logitext.logic.program import Program
from logitext.strategy.planner import Planner
from logitext.strategy.priors import weights
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Theory

MAX_PLANNERS = 32
"""How many ways of asking are kept for a program."""


def planner(
    program: Program,
    verdicts: Sequence[str],
    strategy: str,
    learned: LearnedPriors | None,
    theory: Theory,
    call: float,
    most: int | None,
    scale: Mapping[str, float],
) -> Planner:
    """The planner of a program. `call` is the price of a call in questions, `most` the most questions that it takes.

    `scale` has what a question about a clause costs more than elsewhere, beside its own relative cost.
    """
    dearer = frozenset((name, times) for name, times in scale.items() if times != 1.0)
    key = (tuple(verdicts), strategy, None if learned is None else learned.key(theory), call, most, dearer)
    with _lock:
        kept = _made.setdefault(program, {})
        found = kept.get(key)
        if found is None:
            if len(kept) >= MAX_PLANNERS:
                kept.clear()
            costs = {name: clause.cost for name, clause in program.policy.clauses.items()}
            found = kept[key] = Planner(
                weakref.proxy(program),
                verdicts,
                strategy=strategy,
                prices={
                    name: scale.get(name, 1.0) * (1.0 if cost is None else float(cost)) for name, cost in costs.items()
                },
                weights=weights(program, learned, theory),
                call=call,
                most=most,
            )
    return found


_lock = threading.Lock()
_made: weakref.WeakKeyDictionary[Program, dict[Any, Planner]] = weakref.WeakKeyDictionary()
"""A planner has a proxy of its program: if it held the program, this would keep both for ever."""
