"""How often a clause turns a verdict by itself: the share of allowed worlds in which another value of it would.

For each node that asks about the clause: how likely the way to it is, times how likely what is left then has another
end for another of its cells. Both are sums over the diagram, shared by all clauses and verdicts. For true-or-false
clauses without assumptions this is the influence of Ben-Or and Linial, "Collective coin flipping" (1989).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.store import END, TooLargeError

MAX_STATES = 2_000_000
"""The most states that are looked at: some ten seconds."""

InfluenceState = tuple[int, frozenset[int]]
"""What is left with the value that a clause has, and what is left with others."""


class Influences:
    """The influences of all clauses on verdicts; `weights` has the chance of each cell of a level."""

    def __init__(self, diagrams: Diagrams, weights: Sequence[Sequence[float]]) -> None:
        self._diagrams = diagrams
        self._weights = weights
        self._turned: dict[InfluenceState, float] = {}
        self._left = MAX_STATES

    def on(self, verdict: str) -> Mapping[str, float]:
        """The influence of each clause that has any on a verdict. TooLargeError.

        Precondition: the assumptions can hold together.
        """
        diagrams, forest, weights = self._diagrams, self._diagrams.forest, self._weights
        root = diagrams.verdicts[verdict]
        order = forest.below(root)
        reached: dict[int, float] = dict.fromkeys(order, 0.0)
        reached[root] = 1.0
        allowed = 0.0
        found: dict[int, float] = {}
        if not order:
            return {}
        for node in order:
            level, kids = forest.level[node], forest.kids[node]
            for cell, kid in enumerate(kids):
                way = reached[node] * weights[level][cell]
                reached[kid] = reached.get(kid, 0.0) + way
                if forest.level[kid] == END and kid != IMPOSSIBLE:
                    allowed += way
                others = frozenset(kids) - {kid}
                found[level] = found.get(level, 0.0) + way * self._turning((kid, others))
        return {diagrams.clauses[diagrams.order[level]]: share / allowed for level, share in found.items() if share > 0}

    def _turning(self, wanted: InfluenceState) -> float:
        """How likely what is left has an end, and another one with another value."""
        levels, kids, known = self._diagrams.forest.level, self._diagrams.forest.kids, self._turned
        stack = [_plain(*wanted)]
        while stack:
            state = stack[-1]
            if state in known:
                stack.pop()
                continue
            self._left -= 1
            if self._left < 0:
                raise TooLargeError
            here, others = state
            if here == IMPOSSIBLE or not others:
                known[state] = 0.0
                stack.pop()
                continue
            top = min(levels[here], *(levels[other] for other in others))
            if top == END or (levels[here] == END and any(levels[other] == END for other in others)):
                known[state] = 1.0  # an end, and another one: others than these two are no ends of other worlds
                stack.pop()
                continue
            below = [
                _plain(
                    kids[here][cell] if levels[here] == top else here,
                    frozenset(kids[other][cell] if levels[other] == top else other for other in others),
                )
                for cell in range(self._diagrams.forest.sizes[top])
            ]
            waiting = [one for one in below if one not in known]
            if waiting:
                stack += waiting
                continue
            known[state] = sum(weight * known[one] for weight, one in zip(self._weights[top], below, strict=True))
            stack.pop()
        return known[_plain(*wanted)]


def _plain(here: int, others: frozenset[int]) -> InfluenceState:
    """A state without what makes no difference: the same again, and "no such world"."""
    return here, others - {here, IMPOSSIBLE}
