"""Which real documents two versions of a policy decide otherwise, and what would have to be asked to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from logitext.policy.sorts import Value
from logitext.records.difference import DocumentChange, Documents, PolicyDifference


@dataclass(frozen=True, slots=True)
class Decided:
    """What one version decides of a document: None where it decides nothing, then the clauses that are `missing`."""

    values: Mapping[str, Value | None]
    missing: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ComparedDocuments:
    """A document, decided by both versions. `cost` of what is missing is at most that; None where nobody can tell."""

    label: str
    old: Decided
    new: Decided
    cost: float | None = None


def with_documents(
    difference: PolicyDifference, compared: Sequence[ComparedDocuments], *, priced: bool
) -> PolicyDifference:
    """The difference with the documents that change. `priced`: whether what is missing has a price."""
    common = [name for name, one in difference.verdicts.items() if one.relation not in ("added", "removed")]
    changed: dict[str, list[DocumentChange]] = {name: [] for name in common}
    turned, open_ = set[int](), set[int]()
    missing: Counter[str] = Counter()
    for number, one in enumerate(compared):
        needed: dict[str, None] = {}
        for name in common:
            was, now = one.old.values.get(name), one.new.values.get(name)
            lacking = dict.fromkeys([*one.old.missing.get(name, ()), *one.new.missing.get(name, ())])
            needed |= lacking
            if lacking:
                open_.add(number)
            elif was != now:
                turned.add(number)
            if was != now or lacking:
                changed[name].append(DocumentChange(document=one.label, old=was, new=now, missing=tuple(lacking)))
        missing.update(list(needed))
    costs = [compared[number].cost for number in open_]
    known = [cost for cost in costs if cost is not None]
    return difference.model_copy(
        update={
            "verdicts": {
                name: one.model_copy(update={"documents": tuple(changed[name])}) if name in changed else one
                for name, one in difference.verdicts.items()
            },
            "documents": Documents(
                total=len(compared),
                changed=len(turned),
                open=len(open_),
                missing=dict(missing),
                cost=sum(known) if priced and len(known) == len(costs) else None,
            ),
        }
    )
