"""The curve of a calibration: from the probability of a verdict to how often verdicts like it are right."""

from __future__ import annotations

import math
from typing import TypeAlias

Curve: TypeAlias = tuple[float, float]
"""How much the log-odds are stretched, and by what they are shifted then."""

_EDGE = 1e-3
"""A probability nearer to 0 or 1 counts as this."""


def applied(curve: Curve, chance: float) -> float:
    """How likely a verdict of this probability is right, by the curve.

    >>> applied((1.0, 0.0), 0.8), round(applied((0.5, 0.0), 0.9), 2)
    (0.8, 0.75)
    """
    score = curve[0] * log_odds(chance) + curve[1]
    return 1 / (1 + math.exp(-score)) if score >= 0 else 1 - 1 / (1 + math.exp(score))


def log_odds(chance: float) -> float:
    """The logarithm of the odds, of no more than 999 : 1."""
    inside = within(chance)
    return math.log(inside / (1 - inside))


def within(chance: float) -> float:
    """The chance, or the nearest that is neither 0 nor 1."""
    return min(max(chance, _EDGE), 1 - _EDGE)
