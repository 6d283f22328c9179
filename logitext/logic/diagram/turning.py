"""Clauses that turn a verdict by themselves: in some allowed world, with all other answers as they are."""

from __future__ import annotations

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.store import END


def turning(diagrams: Diagrams) -> frozenset[str]:
    """The clauses that turn some verdict by themselves.

    Each of them can decide a verdict: the answers to all others leave it open. The converse holds where no assumption
    is tied to the verdict.
    """
    levels, kids = diagrams.forest.level, diagrams.forest.kids
    differ: dict[tuple[int, int], bool] = {}

    def turns(one: int, other: int) -> bool:
        """Whether two nodes come to two values somewhere, neither of which is "no such world"."""
        stack = [_pair(one, other)]
        while stack:
            pair = stack[-1]
            if pair in differ:
                stack.pop()
                continue
            left, right = pair
            if left == right or IMPOSSIBLE in pair or levels[left] == levels[right] == END:
                differ[pair] = left != right and IMPOSSIBLE not in pair
                stack.pop()
                continue
            top = min(levels[left], levels[right])
            size = diagrams.forest.sizes[top]
            lefts = kids[left] if levels[left] == top else (left,) * size
            rights = kids[right] if levels[right] == top else (right,) * size
            below = [_pair(*both) for both in zip(lefts, rights, strict=True)]
            if any(differ.get(pair_below) for pair_below in below):
                differ[pair] = True
                stack.pop()
            elif waiting := [pair_below for pair_below in below if pair_below not in differ]:
                stack.append(waiting[0])
            else:
                differ[pair] = False
                stack.pop()
        return differ[_pair(one, other)]

    found: set[int] = set()
    for node in diagrams.forest.below(*diagrams.verdicts.values()):
        level = levels[node]
        if level not in found:
            own = dict.fromkeys(kids[node])
            if any(turns(one, other) for one in own for other in own if one < other):
                found.add(level)
    return frozenset(diagrams.clauses[diagrams.order[level]] for level in found)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
