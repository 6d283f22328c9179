"""How well probabilities agree with how often what they speak of is so."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.evaluate.shares import share
from logitext.evaluate.statistics import needed
from logitext.records.evaluation import Bin, Reliability

BINS = 10


def reliability(probabilities: Sequence[float], held: Sequence[bool]) -> Reliability | None:
    """The reliability of probabilities, in ten bins of equal width; None without any."""
    if not probabilities:
        return None
    stats = needed("scipy.stats")
    number = len(probabilities)
    edges = [at / BINS for at in range(BINS + 1)]
    in_bin = stats.binned_statistic(probabilities, probabilities, "mean", edges).binnumber
    bins, error = [], 0.0
    for at in range(1, BINS + 1):
        inside = [index for index in range(number) if in_bin[index] == at]
        if inside:
            mean = sum(probabilities[index] for index in inside) / len(inside)
            holds = share(sum(held[index] for index in inside), len(inside))
            assert holds.share is not None
            error += len(inside) / number * abs(mean - holds.share)
            bins.append(Bin(low=edges[at - 1], high=edges[at], mean=mean, holds=holds))
    brier = sum((chance - so) ** 2 for chance, so in zip(probabilities, held, strict=True)) / number
    return Reliability(answers=number, error=error, brier=brier, bins=tuple(bins))
