"""A curve from the probabilities of verdicts to how often these are right (Platt, "Probabilistic outputs", 1999).

The log-odds are stretched and shifted: two parameters, which a few dozen cases can tell. The curve is kept only where
it says more than the probabilities themselves of cases that it was not fitted to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from logitext.certainty.curve import PlattCurve, applied, log_odds, within
from logitext.evaluate.statistics import needed

FEWEST = 30
"""With fewer cases no curve is fitted."""
_PARTS = 5


def curve(chances: Sequence[float], right: Sequence[bool]) -> PlattCurve | None:
    """The curve; None where there are too few cases, all or none are right, or it says nothing better."""
    number = len(chances)
    if number < FEWEST or len(set(right)) < 2 or len(set(chances)) < 2:
        return None
    fitted, plain = 0.0, 0.0
    for part in range(_PARTS):  # each part is judged by a curve that was fitted to the others
        others = [at for at in range(number) if at % _PARTS != part]
        own = fit([chances[at] for at in others], [right[at] for at in others])
        for at in range(part, number, _PARTS):
            fitted += surprise(applied(own, chances[at]), right[at])
            plain += surprise(within(chances[at]), right[at])
    whole = fit(chances, right)
    return whole if fitted < plain and whole[0] > 0 else None


def fit(chances: Sequence[float], right: Sequence[bool], *, stretch: bool = True) -> PlattCurve:
    """The likeliest curve, with Platt's targets, which keep it from being too steep; or a shift alone."""
    so = sum(right)
    high, low = (so + 1) / (so + 2), 1 / (len(right) - so + 2)
    numbers = needed("numpy")
    x = numbers.array([log_odds(chance) for chance in chances])
    targets = numbers.where(numbers.array(right), high, low)

    def loss(at: Sequence[float]) -> float:
        score = (at[0] if stretch else 1.0) * x + at[-1]
        # -t log p - (1 - t) log(1 - p), for p the logistic of the score
        return float((numbers.logaddexp(0.0, score) - score * targets).sum())

    found = needed("scipy.optimize").minimize(loss, [1.0, 0.0] if stretch else [0.0], method="BFGS").x
    return (float(found[0]) if stretch else 1.0), float(found[-1])


def surprise(chance: float, right: bool) -> float:
    """How little what came was expected, in nats."""
    return -math.log(within(chance if right else 1 - chance))
