"""The strategy `rollout`: one step of policy improvement over a simple rule, and exact near the end.

For each clause that looks well, what it costs to ask it now and to go on by the rule is worked out exactly on what is
left of the product diagram, and the cheapest is asked (Bertsekas and Castañon, "Rollout algorithms for stochastic
scheduling problems", 1999). With few clauses left the optimum itself is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from logitext.policy.sorts import Value
from logitext.strategy.exact import Exact
from logitext.strategy.gain import Gain
from logitext.strategy.problem import AskingProblem
from logitext.strategy.strategy import AskingRule

EXACT_AT = 6
"""With so many clauses left or fewer, the optimum is found."""
WIDTH = 4
"""How many clauses are weighed against each other."""
TINY = 1e-2
"""What happens less often than this is estimated."""
DEEPEST = 150
"""The number of answers after which what follows is estimated, too."""

OpenValues: TypeAlias = Mapping[str, Value | None]
"""A value of each clause that was looked at; None where it stays open."""


class ByGain:
    """The rule `gain`."""

    name = "gain"
    tells_gain = True

    def __init__(self, gain: Gain) -> None:
        self._gain = gain

    def pick(self, node: int, answers: OpenValues) -> int:
        """The level to ask."""
        return self._gain.pick(node)


class ByRatio:
    """The rule `ratio`; where it sees nothing to ask, `gain`."""

    name = "ratio"
    tells_gain = False

    def __init__(self, problem: AskingProblem, gain: Gain) -> None:
        self._problem = problem
        self._gain = gain
        self._picked: dict[int, int] = {}
        self._levels = {name: level for level, name in enumerate(problem.names)}

    def pick(self, node: int, answers: OpenValues) -> int:
        """The level to ask."""
        found = self._picked.get(node)
        if found is None:
            problem = self._problem
            name = problem.ratio.pick(problem.state(node, answers), problem.product.verdicts)
            level = -1 if name is None else self._levels[name]
            seen = name is not None and problem.product.support[node] >> level & 1
            found = self._picked[node] = problem.alike.first(node, level) if seen else self._gain.pick(node)
        return found


class Rollout:
    """Improves a rule."""

    name = "rollout"
    tells_gain = True

    def __init__(self, problem: AskingProblem, rule: AskingRule, others: tuple[AskingRule, ...], gain: Gain) -> None:
        self._problem = problem
        self._rule = rule
        self._others = others
        self._gain = gain
        self.exact = Exact(problem, states=1 << 62)
        self._prices: dict[int, float] = {}
        self._rough: dict[int, float] = {}
        self._picked: dict[int, int] = {}

    def pick(self, node: int, answers: OpenValues) -> int:
        """The level to ask at a node that is not done."""
        found = self._picked.get(node)
        if found is None:
            found = self._picked[node] = self._choose(node, answers)
        return found

    def price(self, node: int, answers: OpenValues, chance: float = 1.0, depth: int = 0) -> float:
        """What going on by the rule from a node is expected to cost.

        `chance` and `depth` say how likely it is to get there, and after how many answers.
        """
        problem = self._problem
        product = problem.product
        if product.done(node):
            return 0.0
        found = self._prices.get(node)
        if found is not None:
            return found
        if product.support[node].bit_count() <= EXACT_AT:
            price = self.exact.price(node)
        elif chance < TINY or depth >= DEEPEST:
            return self._estimate(node, answers)
        else:
            level = self._rule.pick(node, answers)
            price = self._price_of(level, node, answers, chance, depth)
        self._prices[node] = price
        return price

    def _choose(self, node: int, answers: OpenValues) -> int:
        problem = self._problem
        if problem.product.support[node].bit_count() <= EXACT_AT:
            return self.exact.pick(node)
        gains, prices = self._gain.gains(node), problem.prices
        order = problem.product.diagrams.order
        classes = problem.alike.classes(node, list(gains))
        weighed = sorted(classes, key=lambda level: (-gains[level] / prices[level], order[level]))[:WIDTH]
        weighed += [rule.pick(node, answers) for rule in (self._rule, *self._others)]
        found = {level: self._price_of(level, node, answers, 1.0, 0) for level in dict.fromkeys(weighed)}
        return min(found, key=lambda level: (round(found[level], 9), order[level]))

    def _price_of(self, level: int, node: int, answers: OpenValues, chance: float, depth: int) -> float:
        """What asking a level at a node and going on by the rule is expected to cost."""
        problem = self._problem
        price = problem.prices[level]
        name, values = problem.names[level], problem.values[level]
        for share, cell, below in problem.chances.cells(node, level):
            if not problem.product.done(below):
                price += share * self.price(below, {**answers, name: values[cell]}, chance * share, depth + 1)
        return price

    def _estimate(self, node: int, answers: OpenValues) -> float:
        """About what is still to pay: by the rule `ratio`, which adds it up from the formulas."""
        found = self._rough.get(node)
        if found is None:
            problem = self._problem
            price = problem.ratio.price(problem.state(node, answers), problem.product.verdicts)
            found = self._rough[node] = max(price, min(problem.prices[level] for level in problem.product.levels(node)))
        return found
