"""How a check is to choose what it asks: by which strategy, for the least of what, with which priors."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.strategy.rates import MINIMISE, Minimise
from logitext.strategy.strategy import STRATEGIES, Strategy
from logitext.theory.priors.learned import LearnedPriors


@dataclass(frozen=True, slots=True)
class Planning:
    """What the user wants. ValueError where that is none of what there is.

    `batch` is the most clauses that are put to a theory that has a price in one round; with None as many as cost least.
    """

    strategy: str = "auto"
    minimise: Minimise = "cost"
    batch: int | None = None
    priors: LearnedPriors | None = None

    def __post_init__(self) -> None:
        if self.strategy not in STRATEGIES:
            raise ValueError(f"strategy must be one of {', '.join(STRATEGIES.names())}, not {self.strategy!r}")
        if self.minimise not in MINIMISE:
            raise ValueError(f"minimise must be one of {', '.join(MINIMISE)}, not {self.minimise!r}")
        if self.batch is not None and self.batch < 1:
            raise ValueError(f"batch must be 1 or more, not {self.batch}")

    @property
    def chosen(self) -> Strategy:
        """The strategy."""
        return STRATEGIES.get(self.strategy)


PLANNING = Planning()
"""Where the user wants nothing in particular."""
