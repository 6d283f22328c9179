"""The optimum of asking in rounds, for the end of a check: by dynamic programming over all sets of clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.strategy.problem import AskingProblem


class Batches:
    """What the best round is where a round costs `call`, and the prices of its questions (`questions`, by level).

    `most` is the most questions in one call; more than that take another one. Takes up to 3ⁿ steps for n clauses that
    are left, for each thing that is left to decide: for small n.
    """

    def __init__(
        self, problem: AskingProblem, questions: Sequence[float], call: float, most: int | None = None
    ) -> None:
        self._problem = problem
        self._questions = questions
        self._call = call
        self._most = most
        self._found: dict[int, tuple[float, tuple[int, ...]]] = {}

    def price(self, node: int) -> float:
        """The expected price from a node on."""
        return 0.0 if self._problem.product.done(node) else self._solve(node)[0]

    def choose(self, node: int) -> tuple[int, ...]:
        """The levels of the best round at a node that is not done."""
        return self._solve(node)[1]

    def _solve(self, node: int) -> tuple[float, tuple[int, ...]]:
        found = self._found.get(node)
        if found is None:
            search = _Search(self, self._problem, self._problem.product.levels(node))
            search.extend(0, (), 0.0, {node: 1.0})
            found = self._found[node] = search.least, search.best
        return found

    def spent(self, number: int, questions: float) -> float:
        """What a round of so many questions costs, which cost so much without their calls."""
        calls = 1 if self._most is None else -(-number // self._most)
        return calls * self._call + questions

    def question(self, level: int) -> float:
        """The price of a question, without the call."""
        return self._questions[level]


class _Search:
    """All rounds at one node, those that cost more than the best by themselves cut off."""

    def __init__(self, batches: Batches, problem: AskingProblem, levels: Sequence[int]) -> None:
        self._batches = batches
        self._problem = problem
        self._levels = levels
        self.best = tuple(levels)
        self.least = batches.spent(len(levels), sum(map(batches.question, levels)))

    def extend(self, start: int, chosen: tuple[int, ...], paid: float, places: Mapping[int, float]) -> None:
        """Rounds of what is chosen, which leads to `places` with their chances, and some of the levels from `start`."""
        batches, chances = self._batches, self._problem.chances
        for index in range(start, len(self._levels)):
            level = self._levels[index]
            more = paid + batches.question(level)
            price = batches.spent(len(chosen) + 1, more)
            if price >= self.least - 1e-12:
                continue
            after: dict[int, float] = {}
            for node, chance in places.items():
                for share, _, below in chances.cells(node, level):
                    after[below] = after.get(below, 0.0) + chance * share
            for node, chance in after.items():
                price += chance * batches.price(node)
                if price >= self.least - 1e-12:
                    break
            else:
                self.least, self.best = price, (*chosen, level)
            self.extend(index + 1, (*chosen, level), more, after)
