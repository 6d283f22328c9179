"""The curve of a calibration: from the probability of a verdict to how often verdicts like it are right."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from logitext.records.calibration import AnswerFit

PlattCurve: TypeAlias = tuple[float, float]
"""How much the log-odds are stretched, and by what they are shifted then."""

_EDGE = 1e-3
"""A probability nearer to 0 or 1 counts as this."""


def applied(curve: PlattCurve, chance: float) -> float:
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


def weight(fit: AnswerFit, chance: float) -> float:
    """The weight, of 1, that a probability gives to that its clause holds, by what was measured: base rate apart."""
    holds = within(stepped(fit.steps, chance) if fit.steps else applied(fit.curve or (1.0, 0.0), chance))
    before = within(fit.holds)
    odds = holds / (1 - holds) * (1 - before) / before
    return odds / (1 + odds)


def stepped(steps: Sequence[tuple[float, float]], chance: float) -> float:
    """The value of the last step that begins at the chance or below; below them all that of the first.

    >>> stepped([(0.2, 0.1), (0.6, 0.9)], 0.5), stepped([(0.2, 0.1), (0.6, 0.9)], 0.6)
    (0.1, 0.9)
    """
    at = bisect.bisect_right(steps, chance, key=lambda step: step[0])
    return steps[max(at - 1, 0)][1]
