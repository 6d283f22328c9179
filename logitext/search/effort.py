"""How hard a search tries, and what it may spend."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.declared import DeclaredOptions, option
from logitext.trail.limits import CheckLimits


@dataclass(frozen=True, slots=True)
class SearchEffort(DeclaredOptions):
    """How long an aim is tried: `rounds` calls of the writer for a cube, `proposals` texts a call, `cubes` in all."""

    rounds: int = option(3, "Call the writer at most T times for one way to meet the formula.", metavar="T", least=1)
    proposals: int = option(2, "Ask for K texts in a call.", metavar="K", least=1)
    cubes: int = option(4, "Try at most N ways to meet the formula.", metavar="N", least=1)


@dataclass(frozen=True, slots=True)
class SearchLimits(CheckLimits):
    """Limits of a whole search; None is none."""

    max_questions: int | None = option(
        None, "Put at most N questions about texts to theories that have a price.", metavar="N", least=0
    )
    max_calls: int | None = option(
        None, "Make at most N calls to the writer and to theories that have a price.", metavar="N", least=0
    )
    max_tokens: int | None = option(None, "Use at most N tokens of models, in and out together.", metavar="N", least=0)
    max_cost: float | None = option(
        None, "Spend at most X: money for models, units of their price for others.", metavar="X", least=0
    )
    deadline: float | None = option(None, "Stop writing after so many seconds.", metavar="SECONDS", least=0)
    max_texts: int | None = option(None, "Read at most N texts.", metavar="N", least=1)
