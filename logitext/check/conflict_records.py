"""Answers and assumptions as members of a conflict."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from logitext.check import statements
from logitext.policy.model import CheckedPolicy
from logitext.records.frozen import SpanRecord
from logitext.records.result import (
    Conflicting,
)
from logitext.trail.trail import Trail


def answered(policy: CheckedPolicy, trail: Trail, clauses: Iterable[str]) -> list[Conflicting]:
    """Answers, as members of a core."""
    return [
        Conflicting(
            kind="answer",
            name=name,
            statement=statements.of_answer(policy, name, trail.values[name]),
            span=SpanRecord.of(policy.clauses[name].place),
            heading=policy.clauses[name].place.heading,
            theory=trail.settled(name).by,
        )
        for name in clauses
    ]


def assumed(policy: CheckedPolicy, assumptions: Collection[str]) -> list[Conflicting]:
    """Assumptions, as members of a core."""
    return [
        Conflicting(
            kind="assumption",
            name=one.id,
            statement=one.place.written,
            span=SpanRecord.of(one.place),
            heading=one.place.heading,
            theory=None,
        )
        for one in policy.assumptions
        if one.id in assumptions
    ]
