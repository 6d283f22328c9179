"""Several answers to one clause as one piece of evidence.

A theory that misreads a document misreads it again. Of the errors of a theory the share `repeats` is of this kind: with
the chance h it reads the document as if another cell were the true one, whatever the words of the question, and its
answers are independent of each other otherwise. As h does not shrink, asking again never makes an answer surer than
1 - h. One answer alone is worth what it was, whatever h is. Answers of different theories are taken to be independent.

>>> [round(chance, 3) for chance in fused([[0.9, 0.1], [0.9, 0.1]], repeats=0.0)]  # independent
[0.988, 0.012]
>>> [round(chance, 3) for chance in fused([[0.9, 0.1], [0.9, 0.1]], repeats=1.0)]  # the same answer once more
[0.9, 0.1]
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Likelihood = Sequence[float]
"""For each cell of a clause how likely that was to be said in it: up to a factor, adding up to 1 here."""

_NOTHING = 1e-12

REPEATS = 0.5
"""The share of a theory's errors that it makes again, where nothing better is known."""


def fused(answers: Sequence[Likelihood], repeats: float) -> Likelihood:
    """How likely it was in each cell that one theory gave these answers to one clause of one document."""
    if len(answers) == 1 or len(answers[0]) == 1:
        return answers[0]
    return _normal(together(answers, repeats))


def together(answers: Sequence[Likelihood], repeats: float) -> Likelihood:
    """What several answers say together, not scaled to the sum 1.

    Summed over all values of one answer, it gives what the other answers say.
    """
    others = len(answers[0]) - 1
    misread = repeats * min(1 - max(one) for one in answers)
    if misread <= 0 or not others:
        return [math.prod(chances) for chances in zip(*answers, strict=True)]
    # A likelihood is (1 - h) times that of a right reading, and h times that of a reading of another cell.
    share = misread / others
    left = 1 - misread - share
    if left < _NOTHING:
        return [math.prod(chances) for chances in zip(*answers, strict=True)]  # none of them says anything
    right = [[max(0.0, (chance - share) / left) for chance in one] for one in answers]
    read = [math.prod(chances) for chances in zip(*right, strict=True)]
    whole = sum(read)
    return [(1 - misread) * chance + share * (whole - chance) for chance in read]


def product(groups: Sequence[Likelihood]) -> Likelihood:
    """How likely it was in each cell that several theories said what they said."""
    return groups[0] if len(groups) == 1 else _normal([math.prod(chances) for chances in zip(*groups, strict=True)])


def _normal(chances: Sequence[float]) -> Likelihood:
    """With the sum 1; where the answers exclude each other for certain, nothing is known."""
    total = sum(chances)
    return [chance / total for chance in chances] if total > 0 else [1 / len(chances)] * len(chances)
