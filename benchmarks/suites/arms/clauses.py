"""Arms that ask clauses, and combine the answers by logic."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.questions.lefttoright import Unsettled, evaluate
from benchmarks.suites.arms.outcome import Case, Outcome
from benchmarks.suites.arms.soft import likely
from logitext.policy.sorts import BOOL, Value
from logitext.trail.questions import questions as questions_of


async def logitext_arm(case: Case) -> Outcome:
    """A check."""
    result = await case.policy.acheck(case.texts, theory=case.theory, verdicts=case.verdicts, label=case.texts.label)
    open_ = [one for record in result.verdicts.values() for one in record.open]
    failed = [one for one in open_ if one.reason == "failed"]
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
        unknown=list(dict.fromkeys(one.clause for one in open_)),
    )


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
    return outcome


async def soft_arm(case: Case) -> Outcome:
    """Every clause, then what is most likely."""
    outcome = Outcome(dict.fromkeys(case.verdicts))
    await outcome.ask(case, case.questions)
    program = case.fitted.program
    clauses = program.policy.clauses
    holds = {name: chance for name, chance in outcome.probabilities.items() if clauses[name].sort == BOOL}
    known = {**outcome.answers, **case.facts}
    for name, (value, chance) in likely(program, case.verdicts, known, holds).items():
        outcome.verdicts[name], outcome.certain[name] = value, chance
    return outcome


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
