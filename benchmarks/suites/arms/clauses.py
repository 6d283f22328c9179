"""Arms that ask clauses, and combine the answers by logic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benchmarks.questions.lefttoright import Unsettled, evaluate
from benchmarks.suites.arms.outcome import Case, Outcome
from benchmarks.suites.arms.soft import counted, most_likely
from benchmarks.suites.arms.suited import fits
from logitext.policy.sorts import BOOL, Value
from logitext.theory.llm.costing import NOT_CACHED
from logitext.trail.questions import questions as questions_of


async def logitext_arm(case: Case) -> Outcome:
    """A check."""
    program = case.policy.program
    result = await case.policy.acheck(
        case.texts,
        theory=case.theory,
        verdicts=case.verdicts,
        label=case.texts.label,
        probability=fits("soft", program, case.verdicts),
        max_tokens=None if case.budget is None else case.budget.tokens,
    )
    open_ = [one for record in result.verdicts.values() for one in record.open]
    failed = [f"{one.clause}: {one.detail}" for one in open_ if one.reason == "failed"]
    missed = [f"{one.clause}: {one.detail}" for one in open_ if one.detail is not None and NOT_CACHED in one.detail]
    usage = result.usage
    new = usage if usage.without_cache is None else usage.without_cache
    outcome = Outcome(
        {name: result.verdicts[name].value for name in case.verdicts},
        dict(result.answers),
        {},
        usage.questions,
        sum(used.calls for used in usage.theories) if usage.without_cache is None else new.calls,
        new.input_tokens,
        new.output_tokens,
        new.cost,
        failed[0] if failed else result.error,
        missed[0] if missed else None,
        unknown=list(dict.fromkeys(one.clause for one in open_)),
    )
    for name, chances in (result.probability or {}).items():
        _counts(case, outcome, name, {one.value: one.probability for one in chances.values} if usage.questions else {})
    return outcome


async def every_arm(case: Case) -> Outcome:
    """Every clause, then the logic."""
    outcome = Outcome(dict.fromkeys(case.verdicts))
    await outcome.ask(case, case.questions)
    program = case.fitted.program
    await program.ready()
    decision = await program.decide({**outcome.answers, **case.facts}, case.verdicts)
    if not decision.conflict:
        outcome.verdicts |= {name: decision.values.get(name) for name in case.verdicts}
    _unknown(outcome, case, questions_of(program.policy))
    if fits("soft", case.policy.program, case.verdicts):
        for name, values in counted(program, case.verdicts, *_known(case, outcome)).items():
            _counts(case, outcome, name, values)
    return outcome


async def soft_arm(case: Case) -> Outcome:
    """Every clause, then what is most likely."""
    outcome = Outcome(dict.fromkeys(case.verdicts))
    await outcome.ask(case, case.questions)
    values = counted(case.fitted.program, case.verdicts, *_known(case, outcome))
    for name, (value, _) in most_likely(values).items():
        outcome.verdicts[name] = value
        _counts(case, outcome, name, values[name])
    return outcome


def _known(case: Case, outcome: Outcome) -> tuple[dict[str, Value], dict[str, float]]:
    """What is known of clauses: values, and how likely each Boolean one is to hold where the theory said so."""
    clauses = case.fitted.program.policy.clauses
    holds = {name: chance for name, chance in outcome.probabilities.items() if clauses[name].sort == BOOL}
    return {**outcome.answers, **case.facts}, holds


def _counts(case: Case, outcome: Outcome, name: str, values: Mapping[Value | None, float]) -> None:
    """Note how likely a verdict is to hold, and how likely the value is that the arm gives."""
    if values and case.policy.checked.verdicts[name].sort == BOOL:
        outcome.chances[name] = sum(chance for value, chance in values.items() if value is True)
    if outcome.verdicts[name] is not None and values:
        outcome.certain[name] = sum(chance for value, chance in values.items() if value == outcome.verdicts[name])


async def short_circuit_arm(case: Case) -> Outcome:
    """One clause after the other, in the order of the formula, as far as it needs them."""
    outcome = Outcome({})
    policy = case.fitted.program.policy
    asked: dict[str, Value | None] = dict(case.facts)
    questions = questions_of(policy)
    for name in case.verdicts:
        while True:
            try:
                outcome.verdicts[name] = evaluate(policy, policy.body(name), asked)
                break
            except Unsettled as needs:
                if not questions[needs.clause].fact:
                    await outcome.ask(case, (questions[needs.clause],))
                asked[needs.clause] = outcome.answers.get(needs.clause)
    _unknown(outcome, case, asked)
    return outcome


def _unknown(outcome: Outcome, case: Case, needed: Iterable[str]) -> None:
    """Notes what an open verdict may lack, of all that was needed."""
    if None in outcome.verdicts.values():
        outcome.unknown = [name for name in needed if name not in outcome.answers and name not in case.facts]
