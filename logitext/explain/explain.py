"""From a result to its explanation: what was asked for, worked out from the policy and the result alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from logitext.check.given import elements
from logitext.explain import supposed
from logitext.explain.trace import trace as tell
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import REAL, Sort, Value, coerce
from logitext.records.explanation import AnsweredBy, Explanation
from logitext.records.result import Result


async def explain(
    program: Program,
    result: Result,
    *,
    trace: bool = True,
    why_not: bool = False,
    what_if: Mapping[str, Any] | None = None,
    settle: bool = False,
) -> Explanation:
    """The parts of an explanation that are asked for; no theory is asked.

    `what_if` gives clauses other values (None: no answer). Where the answers conflict nothing follows, so only
    `what_if` has something to say. InputError where a supposed value is none of its clause. The result must be one of
    this policy.
    """
    policy = program.policy
    await program.ready()
    wanted = elements(policy, what_if or {}, "what if ")
    answers = answers_of(policy, result)
    values = {
        name: None if record.value is None else _element(record.value, policy.verdicts[name].sort)
        for name, record in result.verdicts.items()
    }
    decided = {name: value for name, value in values.items() if value is not None}
    consistent = result.status != "conflict"
    # What a calibration holds back is settled, and no answer to a clause that is open would give it.
    held = {name for name, one in (result.probability or {}).items() if one.held_back is not None}
    undetermined = {n: [o.clause for o in r.open] for n, r in result.verdicts.items() if n not in {*decided, *held}}
    told: dict[str, AnsweredBy] = {}
    for record in result.verdicts.values():
        for why in record.because:
            told[why.clause] = AnsweredBy(
                probability=why.probability,
                quote=why.quote,
                quote_dropped=why.quote_dropped,
                theory=why.theory,
            )
    return Explanation(
        trace=await tell(program, answers, tuple(values), tuple(told), told) if trace and consistent else (),
        why_not=await supposed.why_not(program, answers, decided) if why_not else (),
        what_if=None if what_if is None else await supposed.what_if(program, answers, values, wanted),
        settle=await supposed.settle(program, answers, undetermined) if settle and consistent else (),
    )


def answers_of(policy: CheckedPolicy, result: Result) -> dict[str, Value]:
    """The facts, and the answers that count, in file order: one that a repair set aside is no reason for anything."""
    aside = {repaired.clause for repaired in result.repaired}
    known = result.known
    return {
        name: _element(known[name], clause.sort)
        for name, clause in policy.clauses.items()
        if known.get(name) is not None and name not in aside
    }


def _element(value: Any, sort: Sort) -> Value:
    """A value of a result; one that was read from JSON may have a number as text."""
    return coerce(Fraction(value) if sort == REAL and isinstance(value, str) else value, sort)
