"""A planner at work on the product diagram of the verdicts: the rules that strategies choose from, and rounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random

from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.strategy.exact import ByOptimum, Exact
from logitext.strategy.gain import Gain
from logitext.strategy.problem import AskingProblem
from logitext.strategy.rollout import ByGain, ByRatio, Rollout
from logitext.strategy.rounds import Rounds
from logitext.strategy.strategy import ROLLOUT_AT, AskingRule, Pick, Strategy

ROLLOUT_NODES = 3_000
"""With a larger diagram of what is left, rollout takes too long."""
EXACT_STATES = 2_000_000
WORLDS = 40
"""How many worlds are drawn to choose a simple rule."""


class DiagramPlan:
    """A planner at work on a product diagram. Strategies choose among its rules, or make rules of their own for it.

    `problem` has the diagram, the prices and the chances that the rules work with.
    """

    def __init__(
        self,
        program: Program,
        product: ProductDiagram,
        strategy: Strategy,
        prices: Mapping[str, float],
        weights: Mapping[str, Sequence[float]],
        call: float,
        most: int | None,
    ) -> None:
        self.product = product
        self._program = program
        self._strategy = strategy
        self._call = call
        order = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
        self._levels = {name: level for level, name in enumerate(order)}
        self._clause = {name: index for index, name in enumerate(product.diagrams.clauses)}
        questions = [prices[name] for name in order]
        self.problem = problem = AskingProblem(
            program.counted, product, [weights[name] for name in order], [price + call for price in questions]
        )
        self._gain = Gain(problem)
        self._small: dict[int, bool] = {}
        self.by_gain, self.by_ratio = ByGain(self._gain), ByRatio(problem, self._gain)
        self.base, other = self._better()
        self.rollout = Rollout(problem, self.base, (other,), self._gain)
        self.optimum = ByOptimum(Exact(problem, EXACT_STATES))
        self._rule = strategy.rule(self) if strategy.plans else self.rollout
        self._rounds = Rounds(problem, questions, call, most, self.base.pick, self.rollout.price)

    def _better(self) -> tuple[AskingRule, AskingRule]:
        """The simple rules, the one first that asks less in worlds that are drawn for the policy."""
        rules: tuple[AskingRule, AskingRule] = (self.by_gain, self.by_ratio)
        if not self._strategy.improves or not self.rolls_out(self.product.root):
            return rules
        rng = Random(0)
        worlds = [self.problem.chances.world(self.product.root, rng) for _ in range(WORLDS)]
        spent = [sum(self._simulated(rule, world) for world in worlds) for rule in rules]
        return rules if spent[0] <= spent[1] else (rules[1], rules[0])

    def _simulated(self, rule: AskingRule, world: Sequence[int]) -> float:
        product, problem = self.product, self.problem
        node, spent = product.root, 0.0
        answers: dict[str, Value | None] = {}
        while not product.done(node):
            level = rule.pick(node, answers)
            spent += problem.prices[level]
            answers[problem.names[level]] = problem.values[level][world[level]]
            node = product.restrict(node, level, world[level])
        return spent

    @property
    def described(self) -> str:
        """What is planned by, in words for people."""
        return self._strategy.described(self)

    @property
    def cut_off(self) -> str:
        """What ended at a limit of the strategy, in words; empty if nothing did."""
        return self._strategy.cut_off(self)

    @property
    def in_rounds(self) -> bool:
        """Whether calls have a price, so that it is rounds that are chosen."""
        return bool(self._call)

    def next(self, answers: Mapping[str, Value], askable: Collection[str], matters: Sequence[str]) -> Pick | None:
        """What to ask; None where the diagram sees nothing to ask."""
        product = self.product
        at = self._program.cells(answers)
        node = product.after(at)
        closed = [level for level in product.levels(node) if self.problem.names[level] not in askable]
        if closed:
            node = product.exists(node, closed)
        if product.done(node):
            return None
        levels = self._round(node, answers)
        wanted = set(matters)
        names = [name for level in levels if (name := self.problem.names[level]) in wanted]
        rule = self._strategy.at(self, self._rule, node)
        gains = self._gain.gains(node) if rule.tells_gain or not names else {}
        if not names:
            best = [level for level in gains if self.problem.names[level] in wanted]
            if not best:
                return None
            names = [self.problem.names[max(best, key=lambda level: gains[level] / self.problem.prices[level])]]
        return Pick(tuple(names), rule.name, _gained(gains, self._levels, names))

    def in_file_order(self, free: Mapping[str, Value], answers: Mapping[str, Value]) -> int:
        """How many questions the order of the file would have asked, as the planner counts them."""
        product, chances = self.product, self.problem.chances
        known = self._program.cells(answers)
        node, asked = product.after(self._program.cells(free)), 0
        for clause, cell in enumerate(known):  # what an answer made superfluous stays so
            level = product.level_of[clause]
            if product.done(node):
                break
            if not product.support[node] >> level & 1:
                continue
            below = None if cell is None else product.restrict(node, level, cell)
            if below is None or not product.ends[below]:  # not known, or contradicting the assumptions
                below = max(chances.cells(node, level), key=lambda one: one[0])[2]
            node, asked = below, asked + 1
        return asked

    def _round(self, node: int, answers: Mapping[str, Value | None]) -> tuple[int, ...]:
        if not self._call:
            return (self._strategy.at(self, self._rule, node).pick(node, answers),)
        if self.rolls_out(node):
            return self._rounds.choose(node, answers)
        return self._rounds.along(node, answers, self.by_ratio.pick)

    def rolls_out(self, node: int) -> bool:
        """Whether so little is left at a node that rollout is quick."""
        found = self._small.get(node)
        if found is None:
            small = self.product.support[node].bit_count() <= ROLLOUT_AT
            found = self._small[node] = small and len(self.product.below(node)) <= ROLLOUT_NODES
        return found


def _gained(gains: Mapping[int, float], levels: Mapping[str, int], names: Sequence[str]) -> Mapping[str, float]:
    return {name: gains[levels[name]] for name in names if levels[name] in gains}
