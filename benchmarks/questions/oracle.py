"""What no strategy can beat: the cheapest certificate of a document.

The optimum of asking one by one is `logitext.engine.strategy.exact`, that of asking in rounds `batches` beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from logitext.logic.diagram.nearest import Nearest
from logitext.logic.diagram.walk import outcome
from logitext.logic.program import Program
from logitext.policy.sorts import Value

MAX_DEMANDS = 400
MAX_BRANCHES = 30_000
"""Beyond these the search for a certificate is given up, and a bound is given."""

Demand = frozenset[int]


class Certificates:
    """Finds the cheapest true answers of a document that entail all the verdicts. For policies that have diagrams."""

    def __init__(self, program: Program, verdicts: Sequence[str], prices: Mapping[str, float]) -> None:
        joint = program.joint(verdicts)
        if joint is None:
            raise ValueError("the policy is not decided on diagrams")
        self._program = program
        self._diagrams = joint.diagrams
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
            searches.append(Nearest(self._diagrams, root, at, end))

        def counterexample(kept: Collection[int]) -> Demand | None:
            return next((found for search in searches if (found := search(kept)) is not None), None)

        return _cheapest(counterexample, self._prices)


def _cheapest(counterexample: Callable[[Collection[int]], Demand | None], prices: Sequence[float]) -> float:
    """By implicit hitting sets, as in `logitext.logic.smallest`, which counts answers where this one adds prices."""
    demands: list[Demand] = []
    met: set[int] = set()
    while (found := counterexample(met)) is not None:
        demands.append(found)
        met |= found
    least = 0.0
    while len(demands) < MAX_DEMANDS:
        chosen: set[int] = set()
        for group in _groups(demands):
            search = _Search(group, prices)
            search.extend(frozenset(), 0.0, frozenset(), group)
            if search.left <= 0:
                return least
            chosen |= search.best
        least = sum(prices[index] for index in chosen)
        found = counterexample(chosen)
        if found is None:
            break
        demands.append(found)
    return least


def _groups(demands: Iterable[Demand]) -> list[list[Demand]]:
    """The demands without those that follow from others, in groups that have nothing in common."""
    kept: list[Demand] = []
    for demand in sorted(set(demands), key=len):
        if not any(smaller <= demand for smaller in kept):
            kept.append(demand)
    groups: list[tuple[set[int], list[Demand]]] = []
    for demand in kept:
        members, together, apart = set(demand), [demand], []
        for group in groups:
            if group[0] & members:
                members |= group[0]
                together = group[1] + together
            else:
                apart.append(group)
        groups = [*apart, (members, together)]
    return [together for _, together in groups]


class _Search:
    """Branch and bound for the cheapest set with a member of each demand."""

    def __init__(self, demands: Sequence[Demand], prices: Sequence[float]) -> None:
        self._prices = prices
        self.best = frozenset(index for demand in demands for index in demand)
        self._least = sum(prices[index] for index in self.best) + 1e-9
        self.left = MAX_BRANCHES

    def extend(self, chosen: frozenset[int], price: float, banned: frozenset[int], unmet: Sequence[Demand]) -> None:
        self.left -= 1
        if self.left <= 0:
            return
        if not unmet:
            if price < self._least - 1e-9:
                self.best, self._least = chosen, price
            return
        if price + self._bound(unmet, banned) >= self._least - 1e-9:
            return
        demand = min(unmet, key=lambda demand: len(demand - banned))
        for index in sorted(demand - banned, key=lambda index: (self._prices[index], index)):
            rest = [other for other in unmet if index not in other]
            self.extend(chosen | {index}, price + self._prices[index], banned, rest)
            banned |= {index}

    def _bound(self, unmet: Sequence[Demand], banned: frozenset[int]) -> float:
        """What demands that have nothing in common cost at least."""
        met: set[int] = set()
        price = 0.0
        for demand in unmet:
            if met.isdisjoint(demand):
                met |= demand
                price += min((self._prices[index] for index in demand - banned), default=float("inf"))
        return price
