"""From the end of a check to its result: reasons, what is open and why, conflicts, usage."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from logitext.check.conflict_records import answered, assumed
from logitext.check.conflicts import repaired
from logitext.check.expansion import flat
from logitext.check.places import Places, own, places_of, split
from logitext.check.reason_records import because_of, doubts_of, open_of
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.policy.lists import element_names
from logitext.policy.sorts import Value
from logitext.policy.supposed import ASSUMED
from logitext.policy.units import UnitCount
from logitext.records.frozen import made
from logitext.records.result import (
    SCHEMA_VERSION,
    Because,
    Conflicting,
    Instead,
    Open,
    Result,
    TextRecord,
    UsageRecord,
    VerdictRecord,
    WithoutCache,
)
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.protocol import Texts, Usage
from logitext.trail.by_theory import ByTheory
from logitext.trail.trail import Trail


async def result(
    program: Program,
    trail: Trail,
    texts: Texts,
    verdicts: Sequence[str],
    decision: Decision,
    *,
    interrupted: bool,
    seconds: float,
    units: Mapping[str, UnitCount],
    instead: Instead | None = None,
) -> Result:
    """The result of a check that came to a decision."""
    policy, answers = program.policy, trail.values
    places = places_of(program)
    facts, told_answers = split(answers, places.facts)
    facts, assumed_formulas = own(facts, places)
    doubts = doubts_of(trail, answers)
    told: dict[str, Because] = {}
    records = {name: await _verdict(program, trail, name, decision, answers, doubts, told) for name in verdicts}
    asked = trail.asked
    return Result(
        policy=places.policy,
        document=texts.label,
        texts=_texts(texts, (*policy.texts, *element_names(policy, units))),
        units=units,
        status=_status(decision, verdicts),
        verdicts=records,
        facts=facts,
        assumed=assumed_formulas,
        answers=told_answers,
        clauses={name: places.hashes[name] for name in told_answers},
        conflict=await _conflict(program, trail) if decision.conflict else (),
        repaired=await repaired(program, trail) if trail.given_up else (),
        usage=UsageRecord(
            questions=asked,
            calls=trail.by_theory.models,
            rounds=trail.rounds,
            skipped=places.clauses - asked,
            asked_again=trail.asked_again,
            cost=trail.cost,
            cached=trail.usage.cached,
            input_tokens=trail.usage.input_tokens,
            output_tokens=trail.usage.output_tokens,
            cached_tokens=trail.usage.cached_tokens,
            estimated=trail.usage.estimated,
            without_cache=without_cache(trail.usage, trail.by_theory.models, trail.cost, trail.usage.saved),
            instead=instead,
            seconds=seconds,
            theories=trail.by_theory.records(),
        ),
        interrupted=interrupted,
    )


def without_cache(usage: Usage, calls: int, cost: float | None, saved: Usage | None) -> WithoutCache | None:
    """What would have been used with an empty cache; None where nothing came from one, so that nothing was `saved`."""
    if saved is None:
        return None
    return made(
        WithoutCache,
        {
            "calls": calls + saved.calls,
            "input_tokens": usage.input_tokens + saved.input_tokens,
            "output_tokens": usage.output_tokens + saved.output_tokens,
            "cost": None if cost is None or saved.cost is None else cost + saved.cost,
        },
    )


def at_hand(
    places: Places,
    texts: Texts,
    names: Sequence[str],
    verdicts: Mapping[str, VerdictRecord],
    answers: Mapping[str, Value],
    *,
    decided: bool,
    asked: int,
    rounds: int,
    usage: Usage,
    used: ByTheory,
    started: float,
    instead: Instead | None = None,
) -> Result:
    """The result of a check whose answers cost nothing and do not contradict the assumptions."""
    hashes = places.hashes
    facts, answers = split(answers, places.facts)
    facts, formulas = own(facts, places)
    record = made(
        UsageRecord,
        {
            "questions": asked,
            "calls": 0,
            "rounds": rounds,
            "skipped": places.clauses - asked,
            "asked_again": 0,
            "cost": 0.0,
            "cached": 0,
            "input_tokens": 0,
            "output_tokens": 0,
            "cached_tokens": 0,
            "estimated": 0,
            "without_cache": None,
            "instead": instead,
            "seconds": time.perf_counter() - started,
            "theories": (),
            **amounts(usage, used),
        },
        _USAGE_FIELDS,
    )
    return made(
        Result,
        {
            "schema_version": SCHEMA_VERSION,
            "policy": places.policy,
            "document": texts.label,
            "texts": _texts(texts, names),
            "units": {},
            "status": "decided" if decided else "undetermined",
            "verdicts": verdicts,
            "facts": facts,
            "assumed": formulas,
            "answers": answers,
            "clauses": {name: hashes[name] for name in answers},
            "conflict": (),
            "repaired": (),
            "usage": record,
            "interrupted": False,
            "error": None,
            "probability": None,
            "explanation": None,
        },
        _RESULT_FIELDS,
    )


def amounts(usage: Usage, used: ByTheory) -> dict[str, Any]:
    """What of a record of usage differs from one document with the same answers to the next."""
    models = used.models
    return {
        "calls": models,
        "cached": usage.cached,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cached_tokens": usage.cached_tokens,
        "without_cache": without_cache(usage, models, 0.0, usage.saved),
        "theories": used.records(),
    }


def one_more(
    fields: Mapping[str, Any],
    used: Mapping[str, Any],
    texts: Texts,
    names: Sequence[str],
    verdicts: Mapping[str, VerdictRecord],
    started: float,
    facts: Mapping[str, Value],
    places: Places,
) -> Result:
    """The result of another document that got the same answers as one by `at_hand` with these fields."""
    found = {**fields, "document": texts.label, "texts": _texts(texts, names), "units": {}}
    found["verdicts"] = {**verdicts}
    found["facts"] = own(facts, places)[0] if facts else {}
    found["answers"], found["clauses"] = fields["answers"].copy(), fields["clauses"].copy()
    found["usage"] = made(UsageRecord, {**used, "seconds": time.perf_counter() - started}, _USAGE_FIELDS)
    return made(Result, found, _RESULT_FIELDS)


_USAGE_FIELDS = set(UsageRecord.model_fields)
_RESULT_FIELDS = set(Result.model_fields) - {"schema_version", "error", "probability", "explanation"}
"""What `result` sets."""


def of_error(program: Program, texts: Texts, verdicts: Sequence[str], error: Exception) -> Result:
    """The result of a check that itself failed: no verdict, and why."""
    policy = program.policy
    return Result(
        policy=places_of(program).policy,
        document=texts.label,
        texts=_texts(texts, tuple(texts)),
        status="undetermined",
        verdicts={
            name: VerdictRecord(kind=policy.verdicts[name].kind, value=None, because=(), open=()) for name in verdicts
        },
        facts={name: value for name, value in flat(texts.facts).items() if not name.startswith(ASSUMED)},
        assumed=tuple([name.removeprefix(ASSUMED) for name in texts.facts if name.startswith(ASSUMED)]),
        answers={},
        conflict=(),
        repaired=(),
        usage=UsageRecord(
            questions=0,
            calls=0,
            rounds=0,
            skipped=places_of(program).clauses,
            asked_again=0,
            cost=0.0,
            cached=0,
            input_tokens=0,
            output_tokens=0,
            seconds=0.0,
        ),
        interrupted=False,
        error=str(error) if isinstance(error, LogitextError) else f"{type(error).__name__}: {error}",
    )


def _status(decision: Decision, verdicts: Sequence[str]) -> Literal["decided", "undetermined", "conflict"]:
    if decision.conflict:
        return "conflict"
    return "decided" if len(decision.values) == len(verdicts) else "undetermined"


def _texts(texts: Texts, names: Sequence[str]) -> dict[str, TextRecord]:
    """The records of these texts, as far as they are given."""
    return {name: made(TextRecord, {"sha256": texts.sha256(name).hex()}) for name in names if name in texts}


async def _verdict(
    program: Program,
    trail: Trail,
    name: str,
    decision: Decision,
    answers: Mapping[str, Value],
    doubts: Mapping[str, float],
    told: dict[str, Because],
) -> VerdictRecord:
    value = decision.values.get(name)
    because: tuple[Because, ...] = ()
    smallest = True
    still_open: tuple[Open, ...] = ()
    if value is not None:
        reason = await program.implicant(answers, name, value, doubts)
        because, smallest = because_of(program, trail, reason.clauses, told), reason.smallest
    elif not decision.conflict:
        still_open = open_of(trail, *await program.relevance(answers, [name], trail.unsettled()))
    kind = program.policy.verdicts[name].kind
    return VerdictRecord(kind=kind, value=value, because=because, open=still_open, smallest=smallest)


async def _conflict(program: Program, trail: Trail) -> tuple[Conflicting, ...]:
    clauses, assumptions = await program.core(trail.values)
    return (*answered(program.policy, trail, clauses), *assumed(program.policy, assumptions))
