"""How a check is to choose what it asks: by which strategy, for the least of what, with which priors."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal, TypeAlias

from logitext.declared import DeclaredOptions, option
from logitext.strategy.strategy import STRATEGIES, Strategy

Minimise: TypeAlias = Literal["questions", "cost", "latency", "mixed"]
"""What is to be as low as possible."""


@dataclass(frozen=True, slots=True)
class Planning(DeclaredOptions):
    """What the user wants. ValueError where that is none of what there is.

    `batch` is the most clauses that are put to a theory that has a price in one round; with None as many as cost least.
    """

    strategy: str = option(
        "auto",
        "Which clause to ask about first, for theories that have a price: `auto` asks as little as possible, the "
        "others follow one rule; `given` is the order of the file.",
        choices=lambda: STRATEGIES,
    )
    minimise: Minimise = option(
        "cost",
        "What to keep as low as possible: the number of questions, their cost, the time of calls, or cost and time.",
    )
    priors: str | None = option(
        None,
        "Plan with the chances that `logitext priors learn` learned from the texts of COLLECTION.",
        metavar="COLLECTION",
    )
    priors_file: str | os.PathLike[str] | None = option(
        None, "The file of learned chances. Default: a file beside the cache of answers.", metavar="FILE"
    )
    batch: int | None = option(
        None, "Put at most N clauses into one round. Default: as many as cost least.", metavar="N", least=1
    )

    @property
    def chosen(self) -> Strategy:
        """The strategy."""
        return STRATEGIES.get(self.strategy)


PLANNING = Planning()
"""Where the user wants nothing in particular."""
