"""From the end of a check to its result: reasons, what is open and why, conflicts, usage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from logitext.engine.frozen import SpanRecord
from logitext.engine.result import (
    Because,
    Conflicting,
    Open,
    PolicyRecord,
    Result,
    TextRecord,
    UsageRecord,
    VerdictRecord,
)
from logitext.engine.trail import Trail
from logitext.logic.program import Decision, Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import TEXT, Value, show
from logitext.theory.protocol import Texts
from logitext.theory.protocol import Value as Known


async def result(
    program: Program,
    trail: Trail,
    texts: Texts,
    verdicts: Sequence[str],
    decision: Decision,
    *,
    interrupted: bool,
    seconds: float,
) -> Result:
    """The result of a check that came to a decision."""
    policy = program.policy
    records = {name: await _verdict(program, trail, name, decision) for name in verdicts}
    undetermined = any(name not in decision.values for name in verdicts)
    asked = trail.asked
    return Result(
        policy=PolicyRecord(path=policy.source.name, sha256=policy.source.sha256),
        document=texts.label,
        texts={
            name: TextRecord(sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
            for name, text in texts.items()
        },
        status="conflict" if decision.conflict else "undetermined" if undetermined else "decided",
        verdicts=records,
        answers=trail.values,
        conflict=await _conflict(program, trail) if decision.conflict else (),
        usage=UsageRecord(
            questions=asked,
            calls=trail.usage.calls,
            rounds=trail.rounds,
            skipped=len(policy.clauses) - asked,
            asked_again=trail.asked_again,
            cost=trail.cost,
            cached=trail.usage.cached,
            input_tokens=trail.usage.input_tokens,
            output_tokens=trail.usage.output_tokens,
            seconds=seconds,
        ),
        interrupted=interrupted,
    )


async def _verdict(program: Program, trail: Trail, name: str, decision: Decision) -> VerdictRecord:
    verdict = program.policy.verdicts[name]
    value = decision.values.get(name)
    because: tuple[Because, ...] = ()
    still_open: tuple[Open, ...] = ()
    if value is not None:
        reasons = await program.implicant(trail.values, name, value)
        because = tuple(_because(program.policy, trail, clause) for clause in reasons)
    elif not decision.conflict:
        clauses = await program.relevant(trail.values, [name], trail.unsettled())
        still_open = tuple(_open(trail, clause) for clause in clauses)
    return VerdictRecord(kind=verdict.kind, value=value, because=because, open=still_open)


def _because(policy: CheckedPolicy, trail: Trail, name: str) -> Because:
    entry = trail.settled(name)
    place = policy.clauses[name].place
    assert isinstance(entry.answer, Known)
    return Because(
        clause=name,
        value=entry.answer.value,
        probability=entry.answer.probability,
        quote=entry.answer.quote,
        span=SpanRecord.of(place),
        heading=place.heading,
        theory=entry.theory.name,
    )


def _open(trail: Trail, name: str) -> Open:
    reason, detail = trail.why_open(name)
    return Open(clause=name, reason=reason, detail=detail)


async def _conflict(program: Program, trail: Trail) -> tuple[Conflicting, ...]:
    policy, values = program.policy, trail.values
    clauses, assumptions = await program.core(values)
    answers = [_conflicting_answer(policy, trail, name, values[name]) for name in clauses]
    ties = [
        Conflicting(
            kind="assumption",
            name=assumption.id,
            statement=" ".join(policy.source[assumption.place.span].split()),
            span=SpanRecord.of(assumption.place),
            heading=assumption.place.heading,
            theory=None,
        )
        for assumption in policy.assumptions
        if assumption.id in assumptions
    ]
    return (*answers, *ties)


def _conflicting_answer(policy: CheckedPolicy, trail: Trail, name: str, value: Value) -> Conflicting:
    clause = policy.clauses[name]
    shown = value if isinstance(value, str) and clause.sort != TEXT else show(value)
    return Conflicting(
        kind="answer",
        name=name,
        statement=f"{name} is {shown}",
        span=SpanRecord.of(clause.place),
        heading=clause.place.heading,
        theory=trail.settled(name).theory.name,
    )
