"""The words that reports about changes share."""

from __future__ import annotations

from typing import Any

from logitext.policy.sorts import show
from logitext.records.difference import ChangedCase, VerdictChange

SHOWN = 5
"""How many cases of a verdict a person is shown at first."""


def relation(change: VerdictChange) -> str:
    """What became of a verdict: of a violation in the words of those whom it is about."""
    if change.violation:
        return {"wider": "stricter", "narrower": "looser"}.get(change.relation, change.relation)
    return change.relation


def share(part: float | None) -> str:
    """A share of worlds as a percentage.

    >>> share(0.25), share(0.00001), share(None)
    ('25 %', '<0.1 %', '')
    """
    if part is None:
        return ""
    percent = part * 100
    return "<0.1 %" if 0 < percent < 0.1 else f"{percent:.3g} %"


def shares(change: VerdictChange) -> str:
    """How much of a verdict changes."""
    if not change.share:
        return ""
    by_priors = change.weighted is not None and abs(change.weighted - change.share) > 1e-9
    return share(change.share) + (f" of worlds, {share(change.weighted)} by priors" if by_priors else " of worlds")


def value(of: Any) -> str:
    """A value of a verdict; a label stands without quotes."""
    return of if isinstance(of, str) else show(of)


def outcome(name: str, case: ChangedCase) -> str:
    """What became of a case."""
    if case.old is None and case.new is None:
        return f"`{name}` comes out otherwise"
    return f"`{name}` was {value(case.old)}, and is now {value(case.new)}"
