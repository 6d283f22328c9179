"""The tests that stand in a policy: what the answers given in each entail, held against what it expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from logitext.check.events import Listener
from logitext.check.expansion import Expansion
from logitext.check.loop import Request, check
from logitext.explain.evaluate import of_base
from logitext.logic.program import Program
from logitext.policy.model import Expectation, PolicyTest
from logitext.policy.sorts import Value
from logitext.policy.term import DefinitionRef, walk
from logitext.records.frozen import SpanRecord
from logitext.records.tests import ExpectationRecord, Outcome, TestRecord
from logitext.theory.answers import Answers
from logitext.theory.protocol import Texts, Theory


@dataclass(frozen=True, slots=True)
class Case:
    """A test that was run: its outcome, and the values of the policy's clauses in it; a test's texts were read."""

    test: PolicyTest
    record: TestRecord
    values: Mapping[str, Value]


async def run_tests(
    program: Program,
    expansion: Expansion,
    tests: Sequence[PolicyTest],
    request: Request,
    listener: Listener | None = None,
) -> Sequence[Case]:
    """Each test with its outcome. One that gives a text asks the theories of the request, as the listener hears."""
    await program.ready()
    return [await _run(program, expansion, test, request, listener) for test in tests]


async def _run(
    base: Program, expansion: Expansion, test: PolicyTest, request: Request, listener: Listener | None
) -> Case:
    program = base
    answers: Mapping[str, Value] = test.answers
    error, unanswered = None, False
    if test.texts or test.lists:
        facts: dict[str, Any] = {n: value for n, value in test.answers.items() if program.policy.clauses[n].fact}
        told = {name: value for name, value in test.answers.items() if name not in facts}
        facts |= test.lists
        fitted = expansion.fit(Texts(test.texts, test.title, facts))
        program = fitted.program
        theories: list[Theory] = [Answers(told, name="given"), *request.theories]
        result = await check(
            program, fitted.texts, replace(request, theories=theories, verdicts=_verdicts(program, test)), listener
        )
        answers = {name: value for name, value in result.known.items() if value is not None}
        open_ = [one for record in result.verdicts.values() for one in record.open if one.reason == "failed"]
        if open_:
            error, unanswered = f"{open_[0].clause} failed: {open_[0].detail}", True
    if error is None and (await program.decide(answers, ())).conflict:
        clauses, assumptions = await program.core(answers)
        error = f"what is given contradicts the policy: {', '.join([*clauses, *assumptions])}"
    found = () if error else await _expectations(program, answers, test.expected)
    held: Outcome = "passed" if all(one.holds for one in found) else "failed"
    outcome: Outcome = "unanswered" if unanswered else "error" if error else held
    record = TestRecord(
        title=test.title,
        file=test.place.source.name,
        outcome=outcome,
        expectations=tuple(found),
        error=error,
        span=SpanRecord.of(test.place),
        heading=test.place.heading,
    )
    return Case(test, record, of_base(base.policy, program.policy, answers))


async def _expectations(
    program: Program, answers: Mapping[str, Value], expected: Sequence[Expectation]
) -> list[ExpectationRecord]:
    values = await program.entailed(answers, [one.term for one in expected])
    records = []
    for one, value in zip(expected, values, strict=True):
        holds = value is None if one.undetermined else value is True
        text = " ".join(one.place.source[one.place.span].split())
        found = "undetermined" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        records.append(ExpectationRecord(expected=text, holds=holds, found=found, span=SpanRecord.of(one.place)))
    return records


def _verdicts(program: Program, test: PolicyTest) -> tuple[str, ...]:
    """The verdicts that the test speaks of, through definitions too; all of them where it speaks of none."""
    policy = program.policy
    waiting = [part.name for one in test.expected for part in walk(one.term) if isinstance(part, DefinitionRef)]
    named = tuple(dict.fromkeys(name for name in waiting if name in policy.verdicts))
    return named or tuple(policy.verdicts)
