"""The decision tree of a plan, grown as far as somebody looks.

A state is what is left to decide: a node of the product diagram of the verdicts. Ways of answering that leave the same
meet in the same state, so that the tree is small even where it has many paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from logitext.logic.day_numbers import out
from logitext.logic.diagram.product import OPEN, ProductDiagram
from logitext.plan.asker import Asker
from logitext.plan.words import cells_in_words, concrete
from logitext.policy.sorts import Value
from logitext.strategy.gain import Gain
from logitext.strategy.problem import AskingProblem


class PlanState(NamedTuple):
    """What is left to decide, the clauses of a call that are still to be looked at, and for some strategies the way."""

    node: int
    pending: tuple[str, ...] = ()
    way: frozenset[tuple[str, Value]] = frozenset()


@dataclass(frozen=True, slots=True)
class Branch:
    """An answer: its words, its chance at the state before, and where it leads."""

    answer: str
    chance: float
    to: PlanState


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What happens at a state: a clause is looked at.

    `call` has the clauses of the call that is made here; it is empty where the answer came with an earlier call. `gain`
    says how many bits the answer tells of the verdicts, added up over them.
    """

    clause: str
    call: tuple[str, ...]
    gain: float
    branches: tuple[Branch, ...]


class Tree:
    """Grows on a product diagram; `problem` has it with chances and prices."""

    def __init__(self, asker: Asker, problem: AskingProblem) -> None:
        self.asker = asker
        self.problem = problem
        self.root = PlanState(problem.product.root)
        self._gain = Gain(problem)
        self._levels = {name: level for level, name in enumerate(problem.names)}
        self._values = [concrete(values) for values in problem.values]
        self._answers: dict[PlanState, Mapping[str, Value]] = {self.root: {}}
        self._steps: dict[PlanState, PlanStep | None] = {}

    @property
    def product(self) -> ProductDiagram:
        """The diagram."""
        return self.problem.product

    def left(self, state: PlanState) -> int:
        """How many clauses what is left depends on: always fewer after a step."""
        return self.product.support[state.node].bit_count()

    def answers(self, state: PlanState) -> Mapping[str, Value]:
        """Some answers that lead to a state that was met."""
        return self._answers[state]

    def decided(self, state: PlanState) -> bool:
        """Whether the verdicts are decided."""
        return self.product.done(state.node)

    async def step(self, state: PlanState) -> PlanStep | None:
        """What happens at a state that was met; None where the verdicts are decided."""
        if state not in self._steps:
            self._steps[state] = await self._step(state)
        return self._steps[state]

    async def _step(self, state: PlanState) -> PlanStep | None:
        if self.decided(state):
            return None
        call: tuple[str, ...] = ()
        pending = state.pending
        if not pending:
            move = await self.asker.move(self._answers[state])
            if move is None:
                return None
            call, pending = move.clauses, move.clauses
        clause, level = pending[0], self._levels[pending[0]]
        gain = self._gain.gains(state.node).get(level, 0.0)
        return PlanStep(clause, call, gain, self._branches(state, clause, pending[1:]))

    def _branches(self, state: PlanState, clause: str, rest: tuple[str, ...]) -> tuple[Branch, ...]:
        """The answers to a clause; those that leave the same to decide are one."""
        product, level = self.product, self._levels[clause]
        groups: dict[int, list[tuple[float, int]]] = {}
        for chance, cell, below in self.problem.chances.cells(state.node, level):
            # What assumptions forbid below an end makes no difference any more.
            left = next(iter(self.problem.chances.mass(below))) if product.done(below) else below
            groups.setdefault(left, []).append((chance, cell))
        branches = []
        for below, found in groups.items():
            answers = {**self._answers[state], clause: self._values[level][found[0][1]]}
            pending = tuple(name for name in rest if product.support[below] >> self._levels[name] & 1)
            if product.done(below):
                to = PlanState(below)
            else:
                to = PlanState(below, pending, frozenset(answers.items()) if self.asker.remembers else frozenset())
            self._answers.setdefault(to, answers)
            cells = [cell for _, cell in found]
            sort = self.asker.program.policy.clauses[clause].sort
            words = cells_in_words(product.diagrams.cells[clause], cells, sort)
            branches.append(Branch(words, sum(chance for chance, _ in found), to))
        return tuple(branches)

    def verdicts(self, state: PlanState) -> Mapping[str, Value | None]:
        """What the verdicts come to where all is decided; None for one that nothing decides."""
        product, policy = self.product, self.asker.program.policy
        (end,) = self.problem.chances.mass(state.node)
        values = product.diagrams.forest.values
        found = zip(product.verdicts, product.outcomes[end], strict=True)
        return {
            name: None if value == OPEN else out(values[value], policy.verdicts[name].sort) for name, value in found
        }

    def world(self, rng: Random) -> dict[str, Value]:
        """A value for every clause of the diagram, drawn as it is likely among what the assumptions allow."""
        cells = self.problem.chances.world(self.product.root, rng)
        return {name: self._values[level][cells[level]] for level, name in enumerate(self.problem.names)}
