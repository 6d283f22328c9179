"""Checked cases into the record of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from logitext.certainty.calibrated import asked
from logitext.evaluate.asking import CheckedCase, holds
from logitext.evaluate.causes import causes, same, suspects, wrong_answers
from logitext.evaluate.coverage import coverage
from logitext.evaluate.reliability import reliability
from logitext.evaluate.shares import confusion, mean_of, share
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value, values_of
from logitext.records.evaluation import (
    CaseOutcome,
    CaseRecord,
    CaseVerdict,
    ClauseScore,
    Evaluation,
    Reliability,
    Share,
    Spent,
    ValueScore,
    VerdictScore,
    WrongAnswer,
)
from logitext.records.probability import VerdictChances
from logitext.records.result import PolicyRecord, Result, UsageRecord
from logitext.theory.protocol import Theory, Usage
from logitext.theory.protocol import Value as Answered


async def case_record(checked: CheckedCase) -> CaseRecord:
    """What came of one case, and why."""
    case, result = checked.case, checked.result
    right = {name: value for name, value in case.clauses.items() if name in checked.program.policy.clauses}
    put = [name for name in right if checked.asked(name)]
    wrong = wrong_answers(result.answers, put, right)
    return CaseRecord(
        case=case.label,
        verdicts={name: await _verdict(checked, name, value, right, put) for name, value in case.verdicts.items()},
        wrong_answers=tuple(
            [
                WrongAnswer(
                    clause=name,
                    found=checked.value(name),
                    right=right[name],
                    probability=checked.probability(name),
                )
                for name in wrong
            ]
        ),
    )


async def _verdict(
    checked: CheckedCase, name: str, right_value: Value, right: Mapping[str, Value], put: Sequence[str]
) -> CaseVerdict:
    result = checked.result
    found = result.verdicts[name].value
    outcome = _outcome(result, name, right_value)
    more: dict[str, Any] = {"open": tuple([one.clause for one in result.verdicts[name].open])}
    chances = (result.probability or {}).get(name)
    if chances is not None and chances.values:
        more["likeliest"], more["probability"] = _likeliest(chances, found)
        more["sure"] = None if found is None else chances.of(found)
    if outcome == "failed":
        failed = [one.detail for one in result.verdicts[name].open if one.reason == "failed"]
        more["detail"] = result.error or (failed[0] if failed else None)
    if right:
        facts = {name: value for name, value in result.known.items() if name not in result.answers}
        decision = await checked.program.decide({**facts, **right}, [name])
        entailed = decision.values.get(name)
        more["against_policy"] = decision.conflict or not (entailed is None or same(entailed, right_value))
    if outcome == "wrong" and right:
        more["causes"] = await causes(checked.program, name, right_value, result.known, put, right)
    elif outcome == "wrong":
        more["suspects"] = await suspects(checked.program, name, found, right_value, result.known)
    return CaseVerdict(outcome=outcome, found=found, right=right_value, **more)


def _likeliest(chances: VerdictChances, found: Value | None) -> tuple[Value | None, float]:
    """The likeliest value, and how likely it is: by the curve of the calibration, where there is one."""
    told = {(type(one.value), one.value): one.probability for one in chances.values}
    entailed = chances.held_back if found is None else found
    if chances.right is not None and entailed is not None:
        key, before = (type(entailed), entailed), chances.of(entailed)
        rest = (1 - chances.right) / (1 - before) if before < 1 else 0.0
        told = {name: chance * rest for name, chance in told.items()} | {key: chances.right}
    (_, value), chance = max(told.items(), key=lambda one: one[1])
    return value, chance


def _outcome(result: Result, name: str, right: Value) -> CaseOutcome:
    record = result.verdicts[name]
    if record.value is not None:
        return "right" if same(record.value, right) else "wrong"
    if result.error is not None or any(one.reason == "failed" for one in record.open):
        return "failed"
    return "conflict" if result.status == "conflict" else "undetermined"


def evaluation(
    policy: CheckedPolicy,
    verdicts: Sequence[str],
    theories: Sequence[Theory],
    checked: Sequence[CheckedCase],
    records: Sequence[CaseRecord],
    unlabelled: Sequence[str],
) -> Evaluation:
    """The whole evaluation, from what came of each case."""
    scored = {name: _verdict_score(policy, name, records) for name in verdicts}
    clauses = {name: _clause_score(name, checked, records) for name, one in policy.clauses.items() if not one.fact}
    return Evaluation(
        policy=PolicyRecord(path=policy.source.name, sha256=policy.sha256),
        theories=tuple(map(asked, theories)),
        cases=len(records),
        unlabelled=tuple(unlabelled),
        verdicts={name: one for name, one in scored.items() if one.labelled},
        clauses={
            name: one
            for name, one in clauses.items()
            if one.labelled or one.caused or one.suspected or one.holds_open or one.reworded
        },
        spent=_spent([one.result for one in checked], [one.more for one in checked]),
        instructive=_instructive(records),
        records=tuple(records),
    )


def _verdict_score(policy: CheckedPolicy, name: str, records: Sequence[CaseRecord]) -> VerdictScore:
    own = [one.verdicts[name] for one in records if name in one.verdicts]
    count = {outcome: sum(one.outcome == outcome for one in own) for outcome in _OUTCOMES}
    decided = [(one.right, one.found) for one in own if one.outcome in ("right", "wrong")]
    values = []
    for value in values_of(policy.verdicts[name].sort):
        right = sum(same(label, value) and same(found, value) for label, found in decided)
        labelled = [one for one in own if same(one.right, value)]
        values.append(
            ValueScore(
                value=value,
                labelled=len(labelled),
                undetermined=sum(one.outcome not in ("right", "wrong") for one in labelled),
                precision=share(right, sum(same(found, value) for _, found in decided)),
                recall=share(right, sum(same(label, value) for label, _ in decided)),
            )
        )
    return VerdictScore(
        kind=policy.verdicts[name].kind,
        labelled=len(own),
        **count,
        accuracy=share(count["right"], len(decided)),
        right_of_all=share(count["right"], len(own)),
        balanced=mean_of([one.recall for one in values if one.labelled]),
        values=tuple(values),
        confusion=confusion(decided),
        against_policy=sum(one.against_policy for one in own),
        coverage=coverage(own),
        reliability=_sureness(own),
    )


def _sureness(own: Sequence[CaseVerdict]) -> Reliability | None:
    """How well probabilities of the likeliest value agree with the labels; None where all are 1 and say nothing."""
    told = [(one.probability, same(one.likeliest, one.right)) for one in own if one.probability is not None]
    if all(chance == 1 for chance, _ in told):
        return None
    return reliability([chance for chance, _ in told], [right for _, right in told])


_OUTCOMES: tuple[CaseOutcome, ...] = ("right", "wrong", "undetermined", "conflict", "failed")


def _clause_score(name: str, checked: Sequence[CheckedCase], records: Sequence[CaseRecord]) -> ClauseScore:
    labelled = [one for one in checked if name in one.case.clauses]
    put = [one for one in labelled if one.asked(name)]
    pairs = [(one.case.clauses[name], value) for one in put if (value := one.value(name)) is not None]
    right = sum(same(label, found) for label, found in pairs)
    told = [(chance, one.case.clauses[name] is True) for one in put if (chance := holds(one, name)) is not None]
    verdicts = [verdict for record in records for verdict in record.verdicts.values()]
    return ClauseScore(
        labelled=len(labelled),
        asked=len(put),
        right=right,
        wrong=len(pairs) - right,
        open=len(put) - len(pairs),
        accuracy=share(right, len(pairs)),
        confusion=confusion(pairs),
        caused=sum(any(name in some for some in one.causes) for one in verdicts),
        alone=sum((name,) in one.causes for one in verdicts),
        suspected=sum(any(name in some for some in one.suspects) for one in verdicts),
        holds_open=sum(one.outcome == "undetermined" and name in one.open for one in verdicts),
        reliability=reliability([chance for chance, _ in told], [held for _, held in told]),
        reworded=_reworded(name, checked),
    )


def _reworded(name: str, checked: Sequence[CheckedCase]) -> Share | None:
    """How often a clause was answered the same in other words; None where it was not asked again."""
    both = [one.again[name] for one in checked if name in one.again]
    if not both:
        return None
    values = [[one.value if isinstance(one, Answered) else None for one in pair] for pair in both]
    return share(sum(same(first, second) for first, second in values), len(values))


def _spent(results: Sequence[Result], more: Sequence[Usage]) -> Spent:
    usages = [one.usage for one in results]
    every: list[UsageRecord | Usage] = [*usages, *more]
    costs = [one.cost for one in every]
    return Spent(
        questions=sum(one.questions for one in usages),
        skipped=sum(one.skipped for one in usages),
        calls=sum(one.calls for one in every),
        cached=sum(one.cached for one in every),
        input_tokens=sum(one.input_tokens for one in every),
        output_tokens=sum(one.output_tokens for one in every),
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
    )


def _instructive(records: Sequence[CaseRecord]) -> tuple[tuple[str, str], ...]:
    """What to look at first: labels against the policy, then what is wrong for few causes, then what has no verdict."""

    def rank(verdict: CaseVerdict) -> tuple[int, int]:
        if verdict.against_policy:
            return 0, 0
        if verdict.outcome == "wrong":
            sets = verdict.causes or verdict.suspects
            return 1, min(map(len, sets), default=9)
        return 2, len(verdict.open)

    found = [
        (rank(verdict), record.case, name)
        for record in records
        for name, verdict in record.verdicts.items()
        if verdict.outcome != "right" or verdict.against_policy
    ]
    return tuple([(case, name) for _, case, name in sorted(found, key=lambda one: one[0])])
