"""Which documents to label, so that few labels tell much, and bounds that come of them hold.

The surest documents are those that a calibration may let pass: as many as would have twice the wrong verdicts that are
allowed, if their probabilities were right, and half of all documents at least. Four of five picks are drawn from them
by chance, each as likely as the next, so that every threshold among them is tried on a fair sample. The others are
drawn from the rest, where labels say most about what answers are worth. A pick's weight is how many documents it stands
for. Picks come in a random order: however few of them are labelled, they are a fair sample.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

SURE_SHARE = 0.8
"""The share of picks that are drawn from the surest documents."""


@dataclass(frozen=True, slots=True)
class LabelPick:
    """A document to label, by its place; its probability, and how many documents it stands for."""

    place: int
    probability: float
    weight: float


def picks(sure: Sequence[float], number: int, max_error: float, seed: int = 0) -> list[LabelPick]:
    """`number` documents to label, by how sure the likeliest verdict of each is; fewer where there are fewer."""
    order = sorted(range(len(sure)), key=lambda place: -sure[place])
    passing = _passing([sure[place] for place in order], max_error)
    surest, rest = order[:passing], order[passing:]
    among = min(len(surest), round(SURE_SHARE * number)) if rest else min(len(surest), number)
    among = max(among, min(len(surest), number - len(rest)))
    rng = Random(seed)
    found: list[LabelPick] = []
    for places, count in ((surest, among), (rest, min(len(rest), number - among))):
        drawn = rng.sample(places, count)
        found += [LabelPick(place, sure[place], len(places) / count) for place in drawn]
    rng.shuffle(found)
    return found


def _passing(sure: Sequence[float], max_error: float) -> int:
    """How many of the surest could be let pass: ties are not parted."""
    wrong = list(itertools.accumulate(1 - one for one in sure))
    most = max([(len(sure) + 1) // 2, *(at for at, some in enumerate(wrong, 1) if some <= 2 * max_error * at)])
    while most < len(sure) and sure[most] == sure[most - 1]:
        most += 1
    return most
