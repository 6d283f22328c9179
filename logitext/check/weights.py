"""How much an answer weighs: what giving it up costs a repair.

>>> weight(Value(True, probability=0.9)), weight(Value(False, probability=0.1))
(2.1972, 2.1972)
>>> weight(Value("serious")) == weight(Value("serious", probability=0.999))
True
"""

from __future__ import annotations

import math

from logitext.theory.protocol import Value

LEAST = 0.01
MOST = 20.0
"""Weights lie between these, so that no answer is worth nothing, and none is beyond price."""

CERTAIN = 0.999
"""The probability that an answer without one counts with: a thousand times likelier right than wrong."""


def weight(answer: Value) -> float:
    """The log-odds that the answer is right, rounded to four places.

    For a Boolean clause the probability is that of the clause being true, so that of "false" being right is the rest.
    """
    return weight_of(answer.value, answer.probability)


def weight_of(value: object, probability: float | None) -> float:
    """The weight of a value with a probability."""
    if probability is None:
        right, wrong = CERTAIN, 1 - CERTAIN
    elif value is False:
        right, wrong = 1 - probability, probability
    else:
        right, wrong = probability, 1 - probability
    if right <= 0:
        return LEAST
    if wrong <= 0:
        return MOST
    return round(min(max(math.log(right / wrong), LEAST), MOST), 4)
