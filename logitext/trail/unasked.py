"""Clauses of a policy that no theory is asked, as they stand for formulas and not for words; and why each is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from logitext.logic.cone_of_influence import clauses_in
from logitext.logic.day_numbers import into
from logitext.logic.meaning import meaning
from logitext.policy.lookups import in_columns
from logitext.policy.model import CheckedPolicy, Lookup
from logitext.policy.sorts import Value
from logitext.policy.term import Term
from logitext.records.result import OpenReason


@dataclass(frozen=True, slots=True)
class Unasked:
    """Why nobody is asked a clause: told what is known of the others, it gives the reason and words for people.

    `by_nobody`: also a theory that needs no texts is not asked.
    """

    why: Callable[[Mapping[str, Value]], tuple[OpenReason, str]]
    by_nobody: bool = False


def unasked(policy: CheckedPolicy) -> Mapping[str, Unasked]:
    """The clauses that stand for formulas about too many units, or for rows of which not just one fits."""
    found: dict[str, Unasked] = {}
    for name in policy.unasked:
        clause = policy.clauses[name]
        if clause.too_many is not None:
            found[name] = _too_many(clause.too_many)
        elif clause.lookup is not None:
            found[name] = _no_single_row(policy, clause.lookup)
    return found


def _too_many(why: str) -> Unasked:
    words = f"NLT311: {why}; split the text, or speak of larger units"
    return Unasked(lambda _: ("too many units", words))


def _no_single_row(policy: CheckedPolicy, lookup: Lookup) -> Unasked:
    def why(values: Mapping[str, Value]) -> tuple[OpenReason, str]:
        known = {name: into(value) for name, value in values.items()}
        fits = [_value(policy, term, known) for term in lookup.fits]
        rows = [row for row, one in zip(lookup.rows, fits, strict=True) if one]
        columns = in_columns(lookup.columns)
        if len(rows) > 1:
            listed = f"{', '.join(rows[:-1])} and {rows[-1]}" if len(rows) < 5 else f"{', '.join(rows[:3])} and more"
            return "several rows fit", f"just one row of `{lookup.of}` is to fit, and {listed} do{columns}"
        if None in fits or rows:
            return "row not settled", f"it is open whether just one row of `{lookup.of}` fits{columns}"
        return "no row fits", f"just one row of `{lookup.of}` is to fit, and none does{columns}"

    return Unasked(why, by_nobody=True)


def _value(policy: CheckedPolicy, term: Term, known: Mapping[str, Value]) -> Value | None:
    """What a term comes to; None where something in it is not known."""
    return meaning(term, policy)(known) if clauses_in(term, policy) <= known.keys() else None
