"""Arms that ask clauses, and combine the answers by logic."""

from __future__ import annotations

from benchmarks.questions.lefttoright import Unsettled, evaluate
from benchmarks.suites.arms.outcome import Case, Outcome
from benchmarks.suites.arms.soft import likely
from logitext.policy.sorts import BOOL, Value
from logitext.trail.questions import questions as questions_of


async def logitext_arm(case: Case) -> Outcome:
    """A check."""
    result = await case.policy.acheck(
        dict(case.texts), theory=case.theory, verdicts=case.verdicts, label=case.texts.label
    )
    failed = [one for record in result.verdicts.values() for one in record.open if one.reason == "failed"]
    return Outcome(
        {name: result.verdicts[name].value for name in case.verdicts},
        dict(result.answers),
        {},
        result.usage.questions,
        sum(used.calls for used in result.usage.theories),
        result.usage.input_tokens,
        result.usage.output_tokens,
        result.usage.cost,
        f"{failed[0].clause}: {failed[0].detail}" if failed else result.error,
    )


async def every_arm(case: Case) -> Outcome:
    """Every clause, then the logic."""
    outcome = Outcome(dict.fromkeys(case.verdicts))
    await outcome.ask(case, tuple(questions_of(case.policy.checked).values()))
    await case.policy.program.ready()
    decision = await case.policy.program.decide(outcome.answers, case.verdicts)
    if not decision.conflict:
        outcome.verdicts |= {name: decision.values.get(name) for name in case.verdicts}
    return outcome


async def soft_arm(case: Case) -> Outcome:
    """Every clause, then what is most likely."""
    outcome = Outcome(dict.fromkeys(case.verdicts))
    await outcome.ask(case, tuple(questions_of(case.policy.checked).values()))
    clauses = case.policy.checked.clauses
    holds = {name: chance for name, chance in outcome.probabilities.items() if clauses[name].sort == BOOL}
    for name, (value, chance) in likely(case.policy, case.verdicts, outcome.answers, holds).items():
        outcome.verdicts[name], outcome.certain[name] = value, chance
    return outcome


async def short_circuit_arm(case: Case) -> Outcome:
    """One clause after the other, in the order of the formula, as far as it needs them."""
    outcome = Outcome({})
    asked: dict[str, Value | None] = {}
    checked = case.policy.checked
    questions = questions_of(checked)
    for name in case.verdicts:
        while True:
            try:
                outcome.verdicts[name] = evaluate(checked, checked.body(name), asked)
                break
            except Unsettled as needs:
                await outcome.ask(case, (questions[needs.clause],))
                asked[needs.clause] = outcome.answers.get(needs.clause)
    return outcome
