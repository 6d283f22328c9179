"""How many clauses to put in one round, where a call has a price of its own.

Asked one by one, each answer may spare the next question; asked together, they share a call. Worlds are drawn as they
are likely, each is asked through one by one, and clauses are ranked by how often that asks them; of all lengths of this
list the one with the least expected price is taken. (The best few by gain, each taken singly, would be a trap: they
repeat each other.) With few clauses left the optimum itself is found.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from random import Random

from logitext.strategy.batches import Batches
from logitext.strategy.problem import AskingProblem
from logitext.strategy.rollout import OpenValues

SAMPLES = 100
FEWER = 40
"""The worlds to draw if more than 30 clauses are left, as each world then takes longer."""
_MANY = 30
SEARCHED_AT = 16
"""With so many clauses left or fewer, others than the first of the ranking are tried."""
MAX_PLACES = 500
"""Rounds that can lead to more than this are not tried."""
EXACT_AT = 8
"""With so many clauses left or fewer, the optimum is found."""
REST_AT = 6
"""With so many clauses left or fewer after a round that is only considered, the optimum is found."""

LevelWorld = Sequence[int]
"""The cell of each level."""


class Rounds:
    """Rounds for one price of a call; `questions` has the price of a question at each level, without the call.

    `pick` says what to ask at a node when asking one by one, `price` what that is expected to cost from there on.
    `most` is the most questions in one call.
    """

    def __init__(
        self,
        problem: AskingProblem,
        questions: Sequence[float],
        call: float,
        most: int | None,
        pick: Callable[[int, OpenValues], int],
        price: Callable[[int, OpenValues], float],
    ) -> None:
        self._problem = problem
        self._questions = questions
        self._call = call
        self._most = most
        self._pick = pick
        self._price = price
        self._batches = Batches(problem, questions, call, most)
        self._found: dict[int, tuple[int, ...]] = {}
        self._along: dict[int, tuple[int, ...]] = {}

    def choose(self, node: int, answers: OpenValues) -> tuple[int, ...]:
        """The levels to ask at a node that is not done, the most needed first."""
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = self._choose(node, answers)
        return found

    def along(self, node: int, answers: OpenValues, pick: Callable[[int, OpenValues], int]) -> tuple[int, ...]:
        """The round along the likely path, without drawing worlds: for large policies.

        Of what `pick` would ask one by one if each answer is the likelier one, as much as is worth more than its price:
        a question that will be put anyway with a good chance saves a call.
        """
        found = self._along.get(node)
        if found is None:
            found = self._along[node] = self._path(node, answers, pick)
        return found

    def _path(self, node: int, answers: OpenValues, pick: Callable[[int, OpenValues], int]) -> tuple[int, ...]:
        problem, chance, known = self._problem, 1.0, dict(answers)
        chosen: list[int] = []
        while not problem.product.done(node):
            level = pick(node, known)
            price = self._questions[level]
            if chosen and price > chance * (price + self._call):
                break
            chosen.append(level)
            share, cell, node = max(problem.chances.cells(node, level), key=lambda one: one[0])
            chance *= share
            known[problem.names[level]] = problem.values[level][cell]
        return tuple(chosen)

    def _choose(self, node: int, answers: OpenValues) -> tuple[int, ...]:
        product, rng = self._problem.product, Random(0)
        if product.support[node].bit_count() <= EXACT_AT:
            return self._batches.choose(node)
        samples = FEWER if product.support[node].bit_count() > _MANY else SAMPLES
        worlds = [self._problem.chances.world(node, rng) for _ in range(samples)]
        asked: Counter[int] = Counter()
        for world in worlds:
            asked.update(self._asked(node, world, answers))
        order = product.diagrams.order
        first = self._pick(node, answers)
        ranked = sorted(asked, key=lambda level: (level != first, -asked[level], order[level]))
        ranked += [level for level in product.levels(node) if level not in asked]
        best, least = 1, math.inf
        places = [(node, dict(answers)) for _ in worlds]
        spent = 0.0
        for number, level in enumerate(ranked, 1):
            name, values = self._problem.names[level], self._problem.values[level]
            for world, (_, known) in zip(worlds, places, strict=True):
                known[name] = values[world[level]]
            places = [
                (product.restrict(here, level, world[level]), known)
                for world, (here, known) in zip(worlds, places, strict=True)
            ]
            spent += self._questions[level]
            paid = self._batches.spent(number, spent)
            price = paid + sum(self._rest(*place) for place in places) / len(places)
            if price < least - 1e-9:
                best, least = number, price
            if paid >= least:
                break
        if len(ranked) > SEARCHED_AT:
            return tuple(ranked[:best])
        return self._searched(ranked, best, node, answers)

    def _searched(self, ranked: Sequence[int], best: int, node: int, answers: OpenValues) -> tuple[int, ...]:
        """The first of the ranking, made better by leaving clauses out, and taking others in, one at a time."""
        chosen = set(ranked[:best])
        least, better = self._price_of(chosen, node, answers), True
        while better:  # each time for less, so it ends
            better = False
            for other in self._near(chosen, ranked):
                price = self._price_of(other, node, answers)
                if price < least - 1e-9:
                    chosen, least, better = other, price, True
                    break
        return tuple([level for level in ranked if level in chosen])

    @staticmethod
    def _near(chosen: AbstractSet[int], ranked: Sequence[int]) -> Iterator[set[int]]:
        """With one more, one less, or one for another."""
        for level in ranked:
            if other := chosen ^ {level}:
                yield set(other)
        for level in ranked:
            if level not in chosen:
                yield from ({*chosen, level} - {left_out} for left_out in chosen)

    def _price_of(self, chosen: Collection[int], node: int, answers: OpenValues) -> float:
        """What a round with these levels, and all after it, is expected to cost; infinite where that takes too long."""
        problem = self._problem
        places: dict[int, tuple[float, OpenValues]] = {node: (1.0, answers)}
        for level in sorted(chosen):
            name, values = problem.names[level], problem.values[level]
            after: dict[int, tuple[float, OpenValues]] = {}
            for here, (chance, known) in places.items():
                for share, cell, below in problem.chances.cells(here, level):
                    if below in after:
                        after[below] = after[below][0] + chance * share, after[below][1]
                    else:
                        after[below] = chance * share, {**known, name: values[cell]}
            places = after
            if len(places) > MAX_PLACES:
                return math.inf
        price = self._batches.spent(len(chosen), sum(self._questions[level] for level in chosen))
        return price + sum(chance * self._rest(here, known) for here, (chance, known) in places.items())

    def _rest(self, node: int, answers: OpenValues) -> float:
        """What is to pay from a node on: one by one, or for all that is left at once."""
        product = self._problem.product
        if product.done(node):
            return 0.0
        levels = product.levels(node)
        if len(levels) <= REST_AT:
            return self._batches.price(node)
        at_once = self._batches.spent(len(levels), sum(self._questions[level] for level in levels))
        return min(at_once, self._price(node, answers))

    def _asked(self, node: int, world: LevelWorld, answers: OpenValues) -> Iterator[int]:
        """What is asked in a world one by one."""
        problem = self._problem
        known = dict(answers)
        while not problem.product.done(node):
            level = self._pick(node, known)
            yield level
            known[problem.names[level]] = problem.values[level][world[level]]
            node = problem.product.restrict(node, level, world[level])
