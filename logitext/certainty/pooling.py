"""What the clauses of a verdict come to, and what was said of it as a whole, put together as a calibration measured it.

The two are no independent witnesses: who misreads a document errs in both. So each counts with an exponent, which the
calibration has fitted: P(v) is proportional to P_clauses(v) ** a * L_whole(v) ** b * exp(c) for the value true, which
is a logarithmic opinion pool (Genest and Zidek, "Combining probability distributions", 1986). With a = b = 1 and c = 0
they are independent; with a = 0 the whole alone counts, and with b = 0 the clauses. The worlds of one value keep their
weights beside each other (Jeffrey's rule). What the clauses exclude stays excluded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from logitext.certainty.curve import within
from logitext.policy.sorts import Value

if TYPE_CHECKING:  # records that a check without a calibration has none of
    from logitext.records.calibration import VerdictPool


def pooled(shares: Mapping[Value, float], whole: Mapping[Value, float], pool: VerdictPool) -> dict[Value, float]:
    """How likely each value is, from the shares of the values by clauses, and what was said of the whole.

    >>> from logitext.records.calibration import VerdictPool
    >>> alone = VerdictPool(cases=100, clauses=0.0, whole=1.0, kind="stretched")
    >>> found = pooled({True: 0.2, False: 0.8}, {True: 0.9, False: 0.1}, alone)
    >>> round(found[True], 3), round(found[False], 3)
    (0.9, 0.1)
    """
    score = {}
    for value, share in shares.items():
        if share > 0:
            said = pool.whole * math.log(within(whole.get(value, 0.0)))
            shift = pool.shift if value is True else 0.0
            score[value] = pool.clauses * math.log(within(share)) + said + shift
    most = max(score.values())
    raised = {value: math.exp(one - most) for value, one in score.items()}
    total = sum(raised.values())
    return {value: raised.get(value, 0.0) / total for value in shares}
