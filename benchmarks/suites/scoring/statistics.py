"""Intervals and tests of counts.

>>> low, high = wilson(90, 100)
>>> round(low, 3), round(high, 3)
(0.826, 0.945)
>>> round(mcnemar(1, 9), 4)
0.0215
"""

from __future__ import annotations

import math

Z95 = 1.959963984540054


def wilson(right: int, all_of_them: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927); (0, 1) where nothing was counted."""
    if not all_of_them:
        return 0.0, 1.0
    share, n, z = right / all_of_them, all_of_them, Z95
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def paired(only_one: int, only_other: int, counted: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares of the same cases (Wald), within -1 and 1."""
    if not counted:
        return -1.0, 1.0
    difference = (only_one - only_other) / counted
    half = Z95 * math.sqrt(max(0.0, (only_one + only_other) / counted - difference**2) / counted)
    return max(-1.0, difference - half), min(1.0, difference + half)


def mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p of McNemar's test, from how often only one of two was right."""
    n = only_one + only_other
    if not n:
        return 1.0
    tail: float = sum(math.comb(n, k) for k in range(min(only_one, only_other) + 1)) / 2**n
    return min(1.0, 2 * tail)
