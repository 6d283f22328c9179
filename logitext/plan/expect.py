"""What a plan is expected to ask of a document: exactly, by the whole decision tree, or over documents drawn."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import stdev

from logitext.plan.asker import Asker
from logitext.plan.tree import PlanState, Tree
from logitext.policy.sorts import Value

MOST_STATES = 2_000
"""With more states a tree is not walked; documents are drawn instead."""
LOOKED_AT = 100_000
"""Nor is it walked if its questions are chosen among more clauses than this, counted at each: ten seconds' work."""
DRAWN = 300_000
"""After so many no more documents are followed, if there are LEAST of them."""
SLOW = 20
"""How many clauses one counts for where the solver is asked whether it matters."""
LEAST = 2


@dataclass(frozen=True, slots=True)
class AskingPrices:
    """What a call costs, and each question in it; facts are `given` and no question."""

    call: float
    question: Mapping[str, float]
    given: frozenset[str] = frozenset()

    def of(self, clauses: Iterable[str]) -> float:
        """The price of one call with these clauses."""
        return self.call + sum(self.question[name] for name in clauses)


@dataclass(slots=True)
class Expected:
    """Means of a document. `asked` has the chance that a clause is asked."""

    questions: float = 0.0
    rounds: float = 0.0
    price: float = 0.0
    asked: dict[str, float] = field(default_factory=dict)
    error: float | None = None
    """The standard error of the mean of the questions, where documents were drawn."""
    documents: int = 0
    """How many those were."""
    more: dict[PlanState, float] = field(default_factory=dict)
    """For an exact expectation: how many questions are left at a state, including those of its call."""

    def add(self, clauses: Sequence[str], prices: AskingPrices, chance: float) -> None:
        """Count a call that is made with some chance; facts are no part of one."""
        clauses = [name for name in clauses if name not in prices.given]
        if not clauses:
            return
        self.questions += chance * len(clauses)
        self.rounds += chance
        self.price += chance * prices.of(clauses)
        for name in clauses:
            self.asked[name] = self.asked.get(name, 0.0) + chance


ProgressListener = Callable[[str], None]
"""Hears in words how far the work is."""


async def exact(tree: Tree, prices: AskingPrices, progress: ProgressListener) -> Expected | None:
    """By walking the tree, each state once and after all states before it; None where that would take too long."""
    found, looked_at = Expected(), 0
    each = SLOW if tree.asker.slow else 1
    reach = {tree.root: 1.0}
    queue = [(-tree.left(tree.root), 0, tree.root)]
    order: list[PlanState] = []
    while queue:
        _, _, state = heapq.heappop(queue)
        order.append(state)
        looked_at += each * tree.left(state)
        if len(reach) > MOST_STATES or looked_at > LOOKED_AT:
            return None
        if len(order) % 50 == 0:
            progress(f"walked {len(order)} states of the decision tree")
        step = await tree.step(state)
        if step is None:
            continue
        if step.call:
            found.add(step.call, prices, reach[state])
        for branch in step.branches:
            if branch.to not in reach:
                reach[branch.to] = 0.0
                heapq.heappush(queue, (-tree.left(branch.to), len(reach), branch.to))
            reach[branch.to] += reach[state] * branch.chance
    for state in reversed(order):
        step = await tree.step(state)
        more = found.more
        asked = 0 if step is None else sum(name not in prices.given for name in step.call)
        more[state] = 0.0 if step is None else asked + sum(b.chance * more[b.to] for b in step.branches)
    return found


async def drawn(
    asker: Asker, worlds: Sequence[Mapping[str, Value]], prices: AskingPrices, progress: ProgressListener
) -> Expected:
    """Over worlds, each of which has a value for every clause that can be asked; over the first, if that takes long."""
    numbers: list[int] = []
    moves: list[Sequence[str]] = []
    looked_at, each = 0, SLOW if asker.slow else 1
    for world in worlds:
        if len(numbers) >= LEAST and looked_at > DRAWN:
            break
        answers: dict[str, Value] = {}
        while (move := await asker.move(answers)) is not None:
            moves.append(move.clauses)
            looked_at += each * (len(world) - len(answers))
            answers |= {name: world[name] for name in move.clauses}
        numbers.append(len(answers.keys() - prices.given))
        progress(f"asked {len(numbers)} of {len(worlds)} documents")
    found = Expected(documents=len(numbers))
    for clauses in moves:
        found.add(clauses, prices, 1 / len(numbers))
    found.error = stdev(numbers) / math.sqrt(len(numbers)) if len(numbers) > 1 else 0.0
    return found
