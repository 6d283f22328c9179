"""What would be otherwise: the smallest changes, a check with supposed answers, the questions that would settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.logic.program import Program
from logitext.policy.derived import value_of
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.records.explanation import (
    ChangedAnswer,
    FlipRecord,
    Otherwise,
    PossibleAnswer,
    Settle,
    Shortest,
    Sure,
    WhatIf,
    WhyNot,
)


async def why_not(program: Program, answers: Mapping[str, Value], decided: Mapping[str, Value]) -> tuple[WhyNot, ...]:
    """The smallest changes that flip each of the decided verdicts."""
    found = []
    for verdict, value in decided.items():
        changes = await program.changes(answers, verdict, value)
        flips = tuple(
            FlipRecord(
                changed=tuple(ChangedAnswer(clause=c, was=answers[c], now=now) for c, now in flip.changed.items()),
                given=_answers(flip.given),
                value=flip.outcome,
                smallest=flip.smallest,
            )
            for flip in changes.flips
        )
        found.append(WhyNot(verdict=verdict, value=value, flips=flips, limit=changes.limit, never=changes.never))
    return tuple(found)


async def what_if(
    program: Program,
    answers: Mapping[str, Value],
    before: Mapping[str, Value | None],
    supposed: Mapping[str, Value | None],
) -> WhatIf:
    """The verdicts with supposed answers in the place of those given; None takes an answer back."""
    merged = {**answers, **_following(program.policy, answers, supposed), **supposed}
    now = {name: value for name in program.policy.clauses if (value := merged.get(name)) is not None}
    decision = await program.decide(now, tuple(before))
    clauses, assumptions = await program.core(now) if decision.conflict else ((), ())
    unanswered = [name for name in program.policy.clauses if name not in now]
    verdicts = []
    for name, was in before.items():
        value = decision.values.get(name)
        because: Sequence[str] = ()
        still_open: Sequence[str] = ()
        if value is not None:
            because = (await program.implicant(now, name, value)).clauses
        elif not decision.conflict:
            still_open = await program.relevant(now, [name], unanswered)
        verdicts.append(
            Otherwise(
                verdict=name,
                before=was,
                after=value,
                because=_answers({clause: now[clause] for clause in because}),
                open=tuple(still_open),
            )
        )
    return WhatIf(
        supposed=tuple(ChangedAnswer(clause=c, was=answers.get(c), now=value) for c, value in supposed.items()),
        conflict=decision.conflict,
        clauses=tuple(clauses),
        assumptions=tuple(assumptions),
        verdicts=tuple(verdicts),
    )


async def settle(
    program: Program, answers: Mapping[str, Value], undetermined: Mapping[str, Sequence[str]]
) -> tuple[Settle, ...]:
    """What it takes to settle undetermined verdicts, given the clauses that are open for each."""
    found = []
    for verdict, open_clauses in undetermined.items():
        shortest, sure = await program.certificate(answers, verdict)
        found.append(
            Settle(
                verdict=verdict,
                shortest=None
                if shortest is None
                else Shortest(answers=_answers(shortest.values), value=shortest.outcome, smallest=shortest.smallest),
                sure=None
                if sure is None
                else Sure(clauses=sure[0], all_open=set(open_clauses) <= set(sure[0]), smallest=sure[1]),
            )
        )
    return tuple(found)


def _following(
    policy: CheckedPolicy, answers: Mapping[str, Value], supposed: Mapping[str, Value | None]
) -> dict[str, Value | None]:
    """What follows from facts that are supposed, by functions of texts; None where a text would have to be known."""
    facts = {**answers, **supposed}
    return {
        name: value_of(derived, facts, {})
        for name, derived in policy.derived
        if any(not one.text and one.name in supposed for one in derived.arguments)
    }


def _answers(values: Mapping[str, Value | None]) -> tuple[PossibleAnswer, ...]:
    return tuple(PossibleAnswer(clause=clause, value=value) for clause, value in values.items())
