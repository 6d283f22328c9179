"""How many verdicts are wrong, if only the surest are given."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.records.evaluation import CaseVerdict, CoveragePoint


def coverage(own: Sequence[CaseVerdict]) -> tuple[CoveragePoint, ...]:
    """A point for each probability that a decided verdict has, the highest first. Empty where all have the same.

    Risk against coverage: El-Yaniv and Wiener, "On the foundations of noise-free selective classification", 2010.
    """
    told = sorted([(one.sure, one.outcome == "wrong") for one in own if one.sure is not None], key=lambda one: -one[0])
    points: list[CoveragePoint] = []
    wrong = 0
    for given, (chance, missed) in enumerate(told, 1):
        wrong += missed
        if given == len(told) or told[given][0] != chance:
            points.append(CoveragePoint(threshold=chance, given=given, wrong=wrong))
    return tuple(points) if len(points) > 1 else ()
