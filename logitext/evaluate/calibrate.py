"""A threshold of probability above which verdicts are wrong seldom enough, with a bound that holds.

A value that the answers entail is *given* if its probability is at least the threshold. Thresholds are tried from the
strictest on: each is tested by whether the upper bound of Clopper and Pearson on the share of wrong ones lies within
the error that is allowed, and the first that fails ends the search. As the order is fixed beforehand, each test may use
the whole level (fixed-sequence testing: Maurer, Hothorn and Lehmacher, "Multiple comparisons in drug clinical trials",
1995; for risks: Angelopoulos and others, "Learn then test", 2021). Where the search begins depends on how many cases
have such probabilities, and on no label.

Given the probabilities of the cases, the labels are independent, so the bound is for documents with probabilities like
theirs; with labels of unequal chances the test is on the safe side (Hoeffding, 1956).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from logitext.evaluate.causes import same
from logitext.evaluate.curve import curve
from logitext.evaluate.statistics import at_most
from logitext.records.calibration import TriedThreshold, VerdictCalibration
from logitext.records.evaluation import CaseVerdict

THRESHOLDS = (1.0, 0.9999, 0.9995, 0.999, 0.998, 0.996, *(round(1 - number / 100, 2) for number in range(1, 101)))
"""The thresholds, in the order in which they are tried."""
_ROUNDING = 1e-9
_AT_FIRST = 5
"""As many errors the first threshold that is tried may have, where there are cases enough."""


def needed(max_error: float, confidence: float, wrong: int = 0) -> int:
    """How many cases, `wrong` of them wrong, show that at most so many are.

    >>> needed(0.05, 0.95), needed(0.01, 0.95), needed(0.05, 0.95, wrong=1)
    (59, 299, 93)
    """
    high = max(1, math.ceil(math.log(1 - confidence) / math.log(1 - max_error)))
    low = max(high - 1, wrong)
    while at_most(wrong, high, confidence) > max_error:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at_most(wrong, middle, confidence) <= max_error else (middle, high)
    return high


def verdict(
    cases: Sequence[CaseVerdict], max_error: float, confidence: float, weights: Sequence[float] = ()
) -> VerdictCalibration:
    """The calibration of one verdict, from its labelled cases; `weights` says how many documents each stands for."""
    even = _even(cases, weights)
    decided = [one for one in cases if one.outcome in ("right", "wrong")]
    scored = [(one.sure, one.outcome == "wrong") for one in decided if one.sure is not None]
    steps, passed = search(scored, max_error, confidence, least=even)
    return VerdictCalibration(
        threshold=None if passed is None else passed.threshold,
        labelled=len(cases),
        decided=len(decided),
        given=0 if passed is None else passed.given,
        wrong=0 if passed is None else passed.wrong,
        bound=None if passed is None else passed.bound,
        needed=needed(max_error, confidence),
        steps=steps,
        curve=curve([chance for chance, _ in scored], [not wrong for _, wrong in scored]),
        only=cases[0].right if cases and all(same(one.right, cases[0].right) for one in cases) else None,
    )


def _even(cases: Sequence[CaseVerdict], weights: Sequence[float]) -> float:
    """From which probability on all cases stand for as many documents as each other: a bound takes that for granted."""
    if len(set(weights)) < 2:
        return 0.0
    told = [(one.sure, weight) for one, weight in zip(cases, weights, strict=True) if one.sure is not None]
    surest = max(told, default=None)
    uneven = [] if surest is None else [sure for sure, weight in told if abs(weight - surest[1]) > _ROUNDING]
    return max(uneven, default=-1.0) + 10 * _ROUNDING


def search(
    scored: Sequence[tuple[float, bool]], max_error: float, confidence: float, least: float = 0.0
) -> tuple[tuple[TriedThreshold, ...], TriedThreshold | None]:
    """The thresholds that were tried, and the last one that passed; None where none did.

    `scored` has the probability of each case, and whether its value is wrong. No threshold below `least` is tried.
    """
    scored = [one for one in scored if one[0] >= least - _ROUNDING]
    steps: list[TriedThreshold] = []
    passed: TriedThreshold | None = None
    begin = _begin([chance for chance, _ in scored], max_error, confidence)
    for threshold in THRESHOLDS[begin:] if scored else ():
        if threshold < least - _ROUNDING:
            break
        among = [wrong for chance, wrong in scored if chance >= threshold - _ROUNDING]
        bound = at_most(sum(among), len(among), confidence)
        steps.append(TriedThreshold(threshold=threshold, given=len(among), wrong=sum(among), bound=bound))
        if bound > max_error:
            break
        passed = steps[-1]
    return tuple(steps), passed


def _begin(chances: Sequence[float], max_error: float, confidence: float) -> int:
    """Where the search begins: where half of the cases are given, or as many as may have a few errors if that is less.

    With fewer cases one error would end it. It looks at no label.
    """
    enough = max(needed(max_error, confidence), min(len(chances) // 2, needed(max_error, confidence, _AT_FIRST)))
    for at, threshold in enumerate(THRESHOLDS):
        if sum(chance >= threshold - _ROUNDING for chance in chances) >= enough:
            return at
    return len(THRESHOLDS) - 1
