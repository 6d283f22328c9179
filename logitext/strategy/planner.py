"""What to ask next, for all documents of a policy that ask for the same verdicts at the same prices.

`auto` plans by `rollout` on the joint diagram of the verdicts, improving whichever simple rule does better on worlds
drawn for this policy, and by `ratio` where there is no such diagram, or too much is left of it. What is found for what
is left to decide is kept, so that a stream of documents pays once.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Literal, TypeAlias

from logitext.logic.diagram.joint import Joint
from logitext.logic.diagram.store import TooLargeError
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.strategy.exact import Exact, TooManyStatesError
from logitext.strategy.formulas import ByFormula
from logitext.strategy.gain import Gain
from logitext.strategy.problem import Problem
from logitext.strategy.ratio import Ratio
from logitext.strategy.rollout import ByGain, ByRatio, Rollout, Rule
from logitext.strategy.rounds import Rounds

StrategyName: TypeAlias = Literal["auto", "given", "gain", "ratio", "rollout", "exact", "certificate"]
STRATEGIES: tuple[StrategyName, ...] = ("auto", "given", "gain", "ratio", "rollout", "exact", "certificate")

ROLLOUT_AT = 60
"""With more clauses left, `auto` follows the rule `ratio`."""
ROLLOUT_NODES = 3_000
"""Likewise with a larger diagram of what is left."""
EXACT_STATES = 2_000_000
WORLDS = 40
"""How many worlds are drawn to choose a simple rule."""
MAX_KEPT = 60_000
"""The most nodes of a joint diagram before it is made anew."""
MAX_PICKS = 20_000
"""For so many sets of answers it is kept what to ask."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What to ask now: clauses, the most needed first, and by which rule; `gain` has the bits that each tells."""

    clauses: tuple[str, ...]
    rule: str
    gain: Mapping[str, float]


class Planner:
    """Plans for one program, verdicts, prices and priors.

    `prices` has the price of a question about each clause, above 0; `call` is what a call costs beside them, and `most`
    how many questions it takes. `weights` has the chance of each cell of each clause, where the policy has a diagram.
    """

    def __init__(
        self,
        program: Program,
        verdicts: Sequence[str],
        *,
        strategy: StrategyName = "auto",
        prices: Mapping[str, float],
        weights: Mapping[str, Sequence[float]],
        call: float = 0.0,
        most: int | None = None,
    ) -> None:
        self._program = program
        self._verdicts = tuple(verdicts)
        self._strategy = strategy
        self.prices = prices
        self._weights = weights
        self._call = call
        self._most = most
        self._clauses = len(program.policy.clauses)
        self._picks: dict[tuple[frozenset[tuple[str, Value]], int], Pick] = {}
        self._lock = threading.Lock()
        self._plan: _Plan | None = None
        self.why = ""
        """Why the joint diagram is not used, if it is not."""
        self._formulas = ByFormula(self._verdicts, Ratio(program.counted, verdicts), self._chance, self._price)
        self._renew()

    def _renew(self) -> None:
        """The joint diagram and all that was found on it, from the start."""
        self._plan = None
        try:
            joint = self._program.joint(self._verdicts)
            if joint is not None:
                self._plan = _Plan(self, joint)
            self.why = "" if joint is not None else "the policy is not decided on diagrams"
        except TooLargeError:
            self.why = "the joint diagram of the verdicts grows too large"

    @cached_property
    def chances(self) -> Mapping[str, Mapping[Value, float]]:
        """How likely the values of clauses are that hold or do not, or have labels."""
        found = {}
        for name, clause in self._program.counted.clauses.items():
            if clause.sort == BOOL or isinstance(clause.sort, Enumeration):
                pairs = zip(self._program.values_of(name), self._weights[name], strict=True)
                found[name] = {value: chance for value, chance in pairs if value is not None}
        return found

    @property
    def rule(self) -> str:
        """What is planned by, in words for people."""
        if self._plan is None:
            return f"ratio, as {self.why}"
        return self._plan.described

    def next(self, answers: Mapping[str, Value], askable: Collection[str], matters: Sequence[str]) -> Pick:
        """What to ask now, given answers. `askable` clauses can be answered; of these some still matter (at least one).

        The first of the clauses is the one to ask if only one can be; all of them matter, or are likely to.
        """
        if self._strategy == "given":
            return Pick((matters[0],), "given", {})
        if len(askable) + len(answers) < self._clauses:  # what nobody can answer makes a difference too
            return self._next(answers, askable, matters)
        key = frozenset(answers.items()), len(matters)
        found = self._picks.get(key)
        if found is None:
            found = self._next(answers, askable, matters)
            if len(self._picks) >= MAX_PICKS:
                self._picks.clear()
            self._picks[key] = found
        return found

    def _next(self, answers: Mapping[str, Value], askable: Collection[str], matters: Sequence[str]) -> Pick:
        answers = self._program.numbers(answers)
        with self._lock:
            if self._plan is not None and self._strategy != "ratio" and not self._is_large(matters):
                if len(self._plan.joint) > MAX_KEPT:
                    self._renew()
                try:
                    found = self._plan.next(answers, askable, matters) if self._plan is not None else None
                except TooLargeError:
                    self._renew()
                    found = None
                if found is not None:
                    return found
            return self._by_formula(answers, matters)

    def _is_large(self, matters: Sequence[str]) -> bool:
        """Whether the diagram has nothing to say that the formulas do not, while it would grow with each answer."""
        many = self._strategy == "auto" and len(matters) > ROLLOUT_AT
        return many and not self._program.policy.assumptions  # which make some answers likelier than others

    def in_file_order(self, free: Mapping[str, Value], answers: Mapping[str, Value]) -> int | None:
        """How many clauses would be asked in file order of those that still matter, when `free` is known before.

        Where an answer is not among `answers`, the likeliest one is supposed. None without a joint diagram, or where
        it would grow too large.
        """
        with self._lock:
            if self._plan is not None and len(self._plan.joint) > MAX_KEPT:
                self._renew()
            if self._plan is None:
                return None
            try:
                return self._plan.in_file_order(self._program.numbers(free), self._program.numbers(answers))
            except TooLargeError:
                self._renew()
                return None

    def _by_formula(self, answers: Mapping[str, Value], matters: Sequence[str]) -> Pick:
        """By the rule `ratio` with nothing but the formulas."""
        formulas = self._formulas
        formulas.turn_to(answers, matters)
        chosen: list[str] = []
        path = 1.0
        while len(chosen) < len(matters):
            name = formulas.pick()
            if chosen and self.prices[name] > path * self._price(name):
                break
            chosen.append(name)
            if not self._call:
                break
            values = self._program.values_of(name)
            chances = self._weights[name] if values else ()
            likely = max(range(len(values)), key=lambda cell: chances[cell], default=None)
            formulas.suppose(name, None if likely is None else values[likely])
            path *= 1.0 if likely is None else chances[likely]
        return Pick(tuple(chosen), "ratio", {})

    def _price(self, name: str) -> float:
        return self.prices[name] + self._call

    def _chance(self, name: str, holds: object) -> float:
        values, weights = self._program.values_of(name), self._weights.get(name, ())
        if not values or not callable(holds):
            return 0.5
        return float(sum(weight for weight, value in zip(weights, values, strict=True) if holds(value)))


class _Plan:
    """A planner at work on a joint diagram."""

    def __init__(self, planner: Planner, joint: Joint) -> None:
        self.joint = joint
        self._planner = planner
        order = [joint.diagrams.clauses[clause] for clause in joint.diagrams.order]
        self._levels = {name: level for level, name in enumerate(order)}
        self._clause = {name: index for index, name in enumerate(joint.diagrams.clauses)}
        self._questions = [planner.prices[name] for name in order]
        prices = [price + planner._call for price in self._questions]
        weights = [planner._weights[name] for name in order]
        self._problem = problem = Problem(planner._program.counted, joint, weights, prices)
        self._gain = Gain(problem)
        self._small: dict[int, bool] = {}
        self._by_gain, self._by_ratio = ByGain(self._gain), ByRatio(problem, self._gain)
        base, other = self._better()
        self.rollout = Rollout(problem, base, (other,), self._gain)
        self._exact = Exact(problem, EXACT_STATES)
        self.described = self._described(base)
        self._rounds = Rounds(problem, self._questions, planner._call, planner._most, base.pick, self._price)

    def _described(self, base: Rule) -> str:
        match self._planner._strategy:
            case "auto" | "rollout":
                small = self._rolls_out(self.joint.root)
                return f"rollout over {base.name}" if small else "ratio, and rollout when less is left"
            case strategy:
                return strategy

    def _better(self) -> tuple[Rule, Rule]:
        """The simple rules, the one first that asks less in worlds that are drawn for the policy."""
        rules: tuple[Rule, Rule] = (self._by_gain, self._by_ratio)
        if self._planner._strategy not in ("auto", "rollout") or not self._rolls_out(self.joint.root):
            return rules
        rng = Random(0)
        worlds = [self._problem.chances.world(self.joint.root, rng) for _ in range(WORLDS)]
        spent = [sum(self._simulated(rule, world) for world in worlds) for rule in rules]
        return rules if spent[0] <= spent[1] else (rules[1], rules[0])

    def _simulated(self, rule: Rule, world: Sequence[int]) -> float:
        joint, problem = self.joint, self._problem
        node, spent = joint.root, 0.0
        answers: dict[str, Value | None] = {}
        while not joint.done(node):
            level = rule.pick(node, answers)
            spent += problem.prices[level]
            answers[problem.names[level]] = problem.values[level][world[level]]
            node = joint.given(node, level, world[level])
        return spent

    def next(self, answers: Mapping[str, Value], askable: Collection[str], matters: Sequence[str]) -> Pick | None:
        """What to ask; None where the diagram sees nothing to ask."""
        joint = self.joint
        at = self._planner._program.cells(answers)
        node = joint.after(at)
        closed = [level for level in joint.levels(node) if self._problem.names[level] not in askable]
        if closed:
            node = joint.without(node, closed)
        if joint.done(node):
            return None
        levels = self._round(node, answers)
        wanted = set(matters)
        names = [name for level in levels if (name := self._problem.names[level]) in wanted]
        gains = self._gain.gains(node) if self._rule_at(node) != "ratio" or not names else {}
        if not names:
            best = [level for level in gains if self._problem.names[level] in wanted]
            if not best:
                return None
            names = [self._problem.names[max(best, key=lambda level: gains[level] / self._problem.prices[level])]]
        return Pick(tuple(names), self._rule_at(node), _gained(gains, self._levels, names))

    def in_file_order(self, free: Mapping[str, Value], answers: Mapping[str, Value]) -> int:
        """How many questions the order of the file would have asked, as the planner counts them."""
        joint, chances = self.joint, self._problem.chances
        known = self._planner._program.cells(answers)
        node, asked = joint.after(self._planner._program.cells(free)), 0
        for clause, cell in enumerate(known):  # what an answer made superfluous stays so
            level = joint.level_of[clause]
            if joint.done(node):
                break
            if not joint.support[node] >> level & 1:
                continue
            below = None if cell is None else joint.given(node, level, cell)
            if below is None or not joint.ends[below]:  # not known, or contradicting the assumptions
                below = max(chances.cells(node, level), key=lambda one: one[0])[2]
            node, asked = below, asked + 1
        return asked

    def _round(self, node: int, answers: Mapping[str, Value | None]) -> tuple[int, ...]:
        if not self._planner._call:
            return (self._pick(node, answers),)
        if self._rolls_out(node):
            return self._rounds.choose(node, answers)
        return self._rounds.along(node, answers, self._by_ratio.pick)

    def _rolls_out(self, node: int) -> bool:
        found = self._small.get(node)
        if found is None:
            small = self.joint.support[node].bit_count() <= ROLLOUT_AT
            found = self._small[node] = small and len(self.joint.below(node)) <= ROLLOUT_NODES
        return found

    def _rule_at(self, node: int) -> str:
        strategy = self._planner._strategy
        if strategy in ("gain", "ratio", "exact"):
            return strategy
        return "rollout" if strategy == "rollout" or self._rolls_out(node) else "ratio"

    def _pick(self, node: int, answers: Mapping[str, Value | None]) -> int:
        match self._rule_at(node):
            case "gain":
                return self._by_gain.pick(node, answers)
            case "ratio":
                return self._by_ratio.pick(node, answers)
            case "exact":
                try:
                    return self._exact.pick(node)
                except TooManyStatesError:
                    return self.rollout.pick(node, answers)
        return self.rollout.pick(node, answers)

    def _price(self, node: int, answers: Mapping[str, Value | None]) -> float:
        return self.rollout.price(node, answers)


def _gained(gains: Mapping[int, float], levels: Mapping[str, int], names: Sequence[str]) -> Mapping[str, float]:
    return {name: gains[levels[name]] for name in names if levels[name] in gains}
