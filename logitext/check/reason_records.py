"""Answers as reasons of verdicts, and the clauses that verdicts wait for."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from logitext.check.places import places_of
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.records.result import (
    Because,
    Open,
)
from logitext.theory.protocol import Value as Known
from logitext.trail.trail import Trail

_LEAST = 1e-12
"""The smallest probability that counts as more than 0 when reasons are compared."""


def doubts_of(trail: Trail, answers: Mapping[str, Value]) -> dict[str, float]:
    """How doubtful each answer is, the improbability of its being right: doubts of a set add up."""
    found = {}
    for name in answers:
        answer = trail.settled(name).answer
        assert isinstance(answer, Known)
        probability = answer.probability
        if probability is not None:
            right = 1 - probability if answer.value is False else probability
            found[name] = -math.log(max(right, _LEAST))
    return found


def because_of(program: Program, trail: Trail, clauses: Iterable[str], told: dict[str, Because]) -> tuple[Because, ...]:
    """Answers as reasons. `told` has those of the other verdicts, which share them."""
    for clause in clauses:
        if clause not in told:
            told[clause] = _because(program, trail, clause)
    return tuple([told[clause] for clause in clauses])


def _because(program: Program, trail: Trail, name: str) -> Because:
    entry = trail.settled(name)
    answer = entry.answer
    assert isinstance(answer, Known)
    return Because(
        clause=name,
        value=answer.value,
        probability=answer.probability,
        quote=answer.quote,
        quote_dropped=answer.quote_dropped is True,
        span=places_of(program).spans[name],
        heading=program.policy.clauses[name].place.heading,
        theory=entry.by,
    )


def open_of(trail: Trail, clauses: Iterable[str], unsure: Collection[str] = ()) -> tuple[Open, ...]:
    """The clauses that one verdict waits for, and why each is open; of each verdict the same is said of a clause.

    Of `unsure` ones it is not known whether they can decide it.
    """
    names = list(clauses)
    closed = [name for name in names if trail.has_no_theory_left(name)]
    for name in names:
        if name not in trail.told:
            trail.told[name] = trail.why_open(name, closed)
    found = [(name, *trail.told[name]) for name in names]
    return tuple([Open(clause=n, reason=reason, detail=detail, certain=n not in unsure) for n, reason, detail in found])
