"""The words that reports about changes share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from logitext.policy.sorts import show
from logitext.records.difference import ChangedCase, DocumentChange, Documents, PolicyDifference, VerdictChange

SHOWN = 5
"""How many cases of a verdict a person is shown at first."""

COLOURS = {"wider": 1, "narrower": 2, "changed": 4}
"""The series of colours in which bars show what happens to a verdict."""


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
    by_priors = f", {share(change.weighted)} by priors" if has_priors(change) else ""
    return f"{share(change.share)} of worlds{by_priors}"


def has_priors(change: VerdictChange) -> bool:
    """Whether priors make a difference to its share."""
    return change.share is not None and change.weighted is not None and abs(change.weighted - change.share) > 1e-9


def value(of: Any) -> str:
    """A value of a verdict; a label stands without quotes."""
    return of if isinstance(of, str) else show(of)


def of_document(name: str, one: DocumentChange) -> str:
    """What became of a verdict of a document, or may have.

    >>> of_document("remove", DocumentChange(document="a", old=True, new=None, missing=("quoted",)))
    '`remove` was true; not known now without quoted'
    """
    was = "undecided" if one.old is None else value(one.old)
    now = "undecided" if one.new is None else value(one.new)
    if not one.missing:
        return f"`{name}` was {was}, and is now {now}"
    without = f"without {', '.join(one.missing)}"
    if one.old is None:
        return f"`{name}` is now {now}; not known before {without}" if one.new is not None else f"not known {without}"
    return f"`{name}` was {was}; not known now {without}"


def documents(found: Documents) -> str:
    """How many documents change, and what is missing."""
    told = f"documents: {found.changed} of {found.total} decided otherwise"
    if not found.open:
        return told
    lacking = ", ".join(f"{name} ({count})" for name, count in found.missing.items())
    money = "" if found.cost is None else f"; asking costs at most {found.cost:.6g}"
    return f"{told}, {found.open} not known; missing answers: {lacking}{money}"


def outcome(name: str, case: ChangedCase) -> str:
    """What became of a case."""
    if case.old is None and case.new is None:
        return f"`{name}` comes out otherwise"
    return f"`{name}` was {value(case.old)}, and is now {value(case.new)}"


def _called(clause: str) -> str:
    """A clause's name; a formula that is one as long as nobody knows its elements stands apart."""
    return f"`{clause}`" if " " in clause else clause


def notes(difference: PolicyDifference, *, reworded: bool = True) -> Iterator[str]:
    """What became of documents, clauses and assumptions, a line each; clauses with other words only if asked for."""
    clauses = difference.clauses
    if difference.documents is not None:
        yield documents(difference.documents)
    if clauses.added:
        yield f"new clauses: {', '.join(map(_called, clauses.added))}"
    if clauses.removed:
        yield f"clauses that are gone: {', '.join(map(_called, clauses.removed))}"
    for old, new in clauses.renamed.items():
        yield f"{old} is now called {new}"
    for one in clauses.reworded if reworded else ():
        yield f"{one.clause} is another question: it was “{one.old}”, and is now “{one.new}”"
    if difference.only_old:
        yield "the new version's assumptions forbid cases that the old version decides"
    if difference.only_new:
        yield "the old version's assumptions forbid cases that the new version decides"
