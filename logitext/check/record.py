"""From the end of a check to its result: reasons, what is open and why, conflicts, usage."""

from __future__ import annotations

import hashlib
import math
import time
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

from logitext.check import statements
from logitext.check.conflicts import repaired
from logitext.check.expansion import flat
from logitext.logic.backend import Decision
from logitext.logic.folding import OBSERVED
from logitext.logic.program import Program
from logitext.policy.lists import element_names
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.supposed import ASSUMED
from logitext.policy.units import UnitCount
from logitext.records.frozen import SpanRecord, made
from logitext.records.result import (
    SCHEMA_VERSION,
    Because,
    Conflicting,
    Instead,
    Open,
    PolicyRecord,
    Result,
    TextRecord,
    UsageRecord,
    VerdictRecord,
    WithoutCache,
)
from logitext.theory.protocol import Texts, Usage
from logitext.theory.protocol import Value as Known
from logitext.theory.recording.key import clause_hash
from logitext.trail.by_theory import ByTheory
from logitext.trail.questions import questions
from logitext.trail.trail import Trail

_LEAST = 1e-12
"""The smallest probability that is told from 0 when reasons are compared."""


class Places:
    """What results say about a policy and never changes: made once."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self.clauses = sum(not clause.fact for clause in policy.clauses.values())
        self.facts = frozenset([clause.name for clause in policy.clauses.values() if clause.fact])
        self.made = frozenset([name for name in self.facts if name.startswith((OBSERVED, ASSUMED))])
        """What is no fact of the user's, but seen of such, or a formula that is assumed."""
        self.policy = PolicyRecord(path=policy.source.name, sha256=policy.sha256)
        self.spans = {name: SpanRecord.of(clause.place) for name, clause in policy.clauses.items()}
        self.hashes = _Hashes(policy)


class _Hashes(dict[str, str]):
    """The hashes of a policy's clauses, each made when it is first wanted."""

    def __init__(self, policy: CheckedPolicy) -> None:
        super().__init__()
        self._questions = questions(policy)

    def __missing__(self, name: str) -> str:
        made = self[name] = clause_hash(self._questions[name])
        return made


_places: weakref.WeakKeyDictionary[Program, Places] = weakref.WeakKeyDictionary()


def places_of(program: Program) -> Places:
    """What never changes in the results of a program."""
    found = _places.get(program)
    if found is None:
        found = _places[program] = Places(program.policy)
    return found


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
        texts=_texts({name: texts[name] for name in (*policy.texts, *element_names(policy, units)) if name in texts}),
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
            without_cache=_without_cache(trail.usage, trail.by_theory.models, trail.cost),
            instead=instead,
            seconds=seconds,
            theories=trail.by_theory.records(),
        ),
        interrupted=interrupted,
    )


def split(known: Mapping[str, Value], facts: Collection[str]) -> tuple[dict[str, Value], dict[str, Value]]:
    """What is known, as facts and as answers."""
    if not facts:
        return {}, dict(known)
    given = {name: value for name, value in known.items() if name in facts}
    return given, {name: value for name, value in known.items() if name not in facts}


def own(facts: Mapping[str, Value], places: Places) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The facts that the caller gave, and the formulas to assume."""
    if not places.made:
        return dict(facts), ()
    formulas = tuple([name.removeprefix(ASSUMED) for name in facts if name.startswith(ASSUMED)])
    return {name: value for name, value in facts.items() if name not in places.made}, formulas


def _without_cache(usage: Usage, calls: int, cost: float | None) -> WithoutCache | None:
    """What would have been used with an empty cache; None where nothing came from one."""
    saved = usage.saved
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
    label: str | None,
    texts: Mapping[str, str],
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
            "document": label,
            "texts": _texts(texts),
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
        "without_cache": None if usage.saved is None else _without_cache(usage, models, 0.0),
        "theories": used.records(),
    }


def one_more(
    fields: Mapping[str, Any],
    used: Mapping[str, Any],
    label: str | None,
    texts: Mapping[str, str],
    verdicts: Mapping[str, VerdictRecord],
    started: float,
    facts: Mapping[str, Value],
    places: Places,
) -> Result:
    """The result of another document that got the same answers as one by `at_hand` with these fields."""
    found = {**fields, "document": label, "texts": _texts(texts), "units": {}}
    found["verdicts"] = {**verdicts}
    found["facts"], _ = own(facts, places)
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
        texts=_texts(texts),
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
        error=f"{type(error).__name__}: {error}",
    )


def _status(decision: Decision, verdicts: Sequence[str]) -> Literal["decided", "undetermined", "conflict"]:
    if decision.conflict:
        return "conflict"
    return "decided" if len(decision.values) == len(verdicts) else "undetermined"


def _texts(texts: Mapping[str, str]) -> dict[str, TextRecord]:
    return {
        name: made(TextRecord, {"sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()})
        for name, text in texts.items()
    }


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


async def _conflict(program: Program, trail: Trail) -> tuple[Conflicting, ...]:
    clauses, assumptions = await program.core(trail.values)
    return (*answered(program.policy, trail, clauses), *assumed(program.policy, assumptions))


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
            statement=statements.of_assumption(one),
            span=SpanRecord.of(one.place),
            heading=one.place.heading,
            theory=None,
        )
        for one in policy.assumptions
        if one.id in assumptions
    ]
