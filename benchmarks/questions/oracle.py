"""What no strategy can beat: the cheapest certificate of a document.

The optimum of asking one by one is `logitext.strategy.exact`, that of asking in rounds `batches` beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress

from logitext.logic.diagram.nearest import NearestWorlds
from logitext.logic.diagram.walk import outcome
from logitext.logic.hitting import Branches, CutOffError, HittingDemand, minimum, ranked
from logitext.logic.program import Program
from logitext.policy.sorts import Value

MAX_DEMANDS = 400
MAX_BRANCHES = 30_000
"""Beyond these the search for a certificate is given up, and a bound is given."""


class Certificates:
    """Finds the cheapest true answers of a document that entail all the verdicts. For policies that have diagrams."""

    def __init__(self, program: Program, verdicts: Sequence[str], prices: Mapping[str, float]) -> None:
        product = program.product(verdicts)
        if product is None:
            raise ValueError("the policy is not decided on diagrams")
        self._program = program
        self._diagrams = product.diagrams
        self._roots = [self._diagrams.verdicts[name] for name in verdicts]
        self._prices = [prices[name] for name in self._diagrams.clauses]

    def price(self, answers: Mapping[str, Value]) -> float:
        """The price of the cheapest certificate; no more than it, where finding it takes too long."""
        at = self._program.cells(self._program.numbers(answers))
        searches = []
        for root in self._roots:
            end = outcome(self._diagrams, root, at)
            if end is None:
                raise ValueError("the answers do not decide every verdict")
            searches.append(NearestWorlds(self._diagrams, root, at, end))

        def counterexample(kept: Collection[int]) -> HittingDemand | None:
            return next((found for search in searches if (found := search(kept)) is not None), None)

        return _cheapest(counterexample, self._prices)


def _cheapest(counterexample: Callable[[Collection[int]], HittingDemand | None], prices: Sequence[float]) -> float:
    """The least sum of prices with which no counterexample is left; a lower bound where the search is cut off."""
    demands: list[HittingDemand] = []
    met: set[int] = set()
    while (found := counterexample(met)) is not None:
        demands.append(found)
        met |= found
    bounds = [0.0]

    def more(chosen: Collection[int]) -> list[HittingDemand]:
        bounds.append(sum(prices[index] for index in chosen))
        found = counterexample(chosen)
        return [] if found is None else [found]

    # Prices count in billionths: of sets that cost the same any will do.
    with suppress(CutOffError):
        costs = ranked(lambda index: 1 + round(prices[index] * 1e9), lambda _: 0)
        minimum(more, costs, Branches(MAX_BRANCHES), demands, MAX_DEMANDS)
    return bounds[-1]
