"""Counts as records with their intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from logitext.evaluate.statistics import mean_of_shares, wilson
from logitext.policy.sorts import Value
from logitext.records.evaluation import Confused, EstimatedShare, Share

Pairs = Sequence[tuple[Value, Value]]
"""The right value and the found value of each case."""


def share(counted: int, of: int) -> Share:
    """A share with its interval."""
    low, high = wilson(counted, of)
    return Share(counted=counted, of=of, share=counted / of if of else None, low=low, high=high)


def mean_of(shares: Sequence[Share]) -> EstimatedShare | None:
    """The mean of several shares; None where fewer than two have cases."""
    counted = [(one.counted, one.of) for one in shares if one.of]
    if len(counted) < 2 or len(counted) < len(shares):
        return None
    value, low, high = mean_of_shares(counted)
    return EstimatedShare(value=value, low=low, high=high)


def confusion(pairs: Pairs) -> tuple[Confused, ...]:
    """How often each value came out as each, the commonest first."""
    counts = Counter((type(right), right, found) for right, found in pairs)
    return tuple(Confused(right=right, found=found, cases=cases) for (_, right, found), cases in counts.most_common())
