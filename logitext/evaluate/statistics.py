"""Intervals and tests of counts, by scipy.

>>> low, high = wilson(90, 100)
>>> round(low, 3), round(high, 3)
(0.826, 0.945)
>>> round(mcnemar(1, 9), 4)
0.0215
>>> round(at_most(0, 59), 4)
0.0495
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from typing import Any

from logitext.syntax.diagnostics import Diagnostic, InputError

CONFIDENCE = 0.95


def needed(package: str) -> Any:
    """A package of the extra `trust`. InputError where it is not installed."""
    try:
        return importlib.import_module(package)
    except ImportError:
        message = f"statistics need the package `{package.partition('.')[0]}`, which is not installed"
        hint = "install the extra `trust`: `pip install 'logitext[trust]'`"
        raise InputError([Diagnostic("NLT650", message, hint=hint)]) from None


def wilson(right: int, counted: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927); (0, 1) where nothing was counted."""
    if not counted:
        return 0.0, 1.0
    found = needed("scipy.stats").binomtest(right, counted).proportion_ci(CONFIDENCE, "wilson")
    return float(found.low), float(found.high)


def at_most(wrong: int, counted: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided upper bound of a share (Clopper and Pearson, 1934); 1 where nothing was counted."""
    if wrong >= counted:
        return 1.0
    return float(needed("scipy.stats").beta.ppf(confidence, wrong + 1, counted - wrong))


def more_than(wrong: int, counted: int, share: float) -> float:
    """How likely so many or more are wrong, if at most this share of all is; exact, by the binomial distribution.

    >>> round(more_than(12, 100, 0.05), 4), more_than(0, 0, 0.05)
    (0.0043, 1.0)
    """
    if not counted:
        return 1.0
    return float(needed("scipy.stats").binomtest(wrong, counted, share, alternative="greater").pvalue)


def mean_of_shares(shares: Sequence[tuple[int, int]]) -> tuple[float, float, float]:
    """The mean of several shares of different cases, and its 95 % interval from those of the shares.

    The method of variance estimates recovery (Zou and Donner, "Construction of confidence limits about effect
    measures", 2008), with Wilson's intervals. Each share is of at least one case.
    """
    means, below, above = [], 0.0, 0.0
    for right, counted in shares:
        low, high = wilson(right, counted)
        share = right / counted
        means.append(share)
        below += (share - low) ** 2
        above += (high - share) ** 2
    mean, number = sum(means) / len(means), len(means)
    return mean, max(0.0, mean - math.sqrt(below) / number), min(1.0, mean + math.sqrt(above) / number)


def paired(only_one: int, only_other: int, counted: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares of the same cases, within -1 and 1.

    It comes from two intervals: of how many cases differ (Wilson), and of how often it is the first that is right in
    these (Clopper and Pearson). It leaves out 0 exactly where `mcnemar` is at most 0.05, and is a little too wide.

    >>> low, high = paired(9, 1, 40)
    >>> round(low, 3), round(high, 3), round(mcnemar(9, 1), 3)
    (0.016, 0.4, 0.021)
    """
    if not counted:
        return -1.0, 1.0
    differ = only_one + only_other
    fewest, most = wilson(differ, counted)
    first = needed("scipy.stats").binomtest(only_one, differ).proportion_ci(CONFIDENCE, "exact") if differ else None
    low, high = (-1.0, 1.0) if first is None else (2 * float(first.low) - 1, 2 * float(first.high) - 1)
    return low * (fewest if low > 0 else most), high * (most if high > 0 else fewest)


def mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p of McNemar's test, from how often only one of two was right."""
    if not only_one + only_other:
        return 1.0
    return float(needed("scipy.stats").binomtest(only_one, only_one + only_other).pvalue)
