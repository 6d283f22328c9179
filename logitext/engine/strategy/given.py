"""The strategy `given`: in the order of the file, one at a time, or so many at a time as are wanted.

Whoever answers for nothing is asked everything that still matters at once. A theory that has a price is asked the first
clause only, since its answer may make the others superfluous; with a batch, those after it that it may answer as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from logitext.engine.trail import Trail
from logitext.theory.protocol import Theory

Relevant = Callable[[Sequence[str], bool], Awaitable[tuple[str, ...]]]
"""Of clauses that could be asked, those that still matter; with True only the first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to ask now: the clauses, and the theory to ask."""

    clauses: tuple[str, ...]
    theory: Theory


async def choose(trail: Trail, relevant: Relevant, batch: int = 1) -> Choice | None:
    """The next round; None when no theory that is left can still change a verdict."""
    askable = {name: theory for name in trail.unsettled() if (theory := trail.next_theory(name)) is not None}
    if not askable:
        return None
    free = any(theory.price.free for theory in askable.values())
    matters = await relevant(tuple(askable), not free and batch == 1)
    for name in matters if free else ():
        theory = askable[name]
        if theory.price.free:
            return Choice(tuple([other for other in matters if askable[other] is theory]), theory)
    if not matters:
        return None
    theory = askable[matters[0]]
    return Choice(tuple([name for name in matters if askable[name] is theory][:batch]), theory)
