"""The tests that stand in a policy: what the answers given in each entail, held against what it expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from logitext.check.check import check
from logitext.check.events import Listener
from logitext.check.expansion import Expansion
from logitext.check.request import Request
from logitext.explain.evaluate import Evaluator, definitions, of_base
from logitext.explain.written import show_value
from logitext.logic.program import Program
from logitext.policy.model import Expectation, PolicyTest, Wish
from logitext.policy.sorts import BOOL, Value
from logitext.policy.term import DefinitionRef, Term, walk
from logitext.policy.units import UnitCount
from logitext.records.frozen import SpanRecord
from logitext.records.tests import ExpectationRecord, TestOutcome, TestRecord
from logitext.theory.answers import Answers
from logitext.theory.protocol import Texts, Theory


@dataclass(frozen=True, slots=True)
class RanTest:
    """A test that was run: its outcome, and the values of the policy's clauses in it; a test's texts were read.

    `decided` has what was decided of the verdicts that a case of a file expects something of; None: undetermined.
    `known` are the values of all clauses, also of those about elements, of which there are as many as `units` says.
    """

    test: PolicyTest
    record: TestRecord
    values: Mapping[str, Value]
    decided: Mapping[str, Value | None] = field(default_factory=dict)
    known: Mapping[str, Value] = field(default_factory=dict)
    units: Mapping[str, UnitCount] = field(default_factory=dict)


async def run_tests(
    program: Program,
    expansion: Expansion,
    tests: Sequence[PolicyTest],
    request: Request,
    listener: Listener | None = None,
) -> Sequence[RanTest]:
    """Each test with its outcome. One that gives a text asks the theories of the request, as the listener hears."""
    await program.ready()
    return [await _run(program, expansion, test, request, listener) for test in tests]


async def _run(
    base: Program, expansion: Expansion, test: PolicyTest, request: Request, listener: Listener | None
) -> RanTest:
    program = base
    answers: Mapping[str, Value] = test.answers
    error, unanswered = None, False
    units: Mapping[str, UnitCount] = {}
    if test.texts or test.lists:
        facts: dict[str, Any] = {name: value for name, value in test.answers.items() if name in _facts(base)}
        told = {name: value for name, value in test.answers.items() if name not in facts}
        facts |= test.lists
        fitted = expansion.fit(Texts(test.texts, test.title, facts))
        program, units = fitted.program, fitted.units
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
    found: list[ExpectationRecord] = []
    decided: Mapping[str, Value | None] = {}
    if error is None:
        about = [one.about for one in test.expected if one.about]
        decided = dict(zip([one.name for one in about], await entailed(program, answers, about), strict=True))
        found = await _expectations(program, answers, test.expected, decided)
        found += await reasons(program, answers, test)
    held: TestOutcome = "passed" if all(one.holds for one in found) else "failed"
    outcome: TestOutcome = "unanswered" if unanswered else "error" if error else held
    record = TestRecord(
        title=test.title,
        file=test.place.source.name,
        outcome=outcome,
        expectations=tuple(found),
        error=error,
        span=SpanRecord.of(test.place),
        heading=test.place.heading,
    )
    known = {name: value for name, value in {**test.answers, **answers}.items() if name in program.policy.clauses}
    return RanTest(test, record, of_base(base.policy, program.policy, answers), decided, known, units)


async def entailed(program: Program, answers: Mapping[str, Value], terms: Sequence[Term]) -> Sequence[Value | None]:
    """The value that answers without a conflict entail for each of some terms; None where they entail none.

    Where all that a term speaks of is known, it is worked out: the solver may think long of calendars and products.
    """
    evaluator = Evaluator(definitions(program.policy, answers))
    found = [evaluator.value(term) for term in terms]
    open_ = [term for term, value in zip(terms, found, strict=True) if value is None]
    solved = iter(await program.entailed(answers, open_) if open_ else ())
    return [next(solved) if value is None else value for value in found]


def _facts(program: Program) -> frozenset[str]:
    """The facts of a policy; an answer about an element is to none of its clauses."""
    return frozenset([clause.name for clause in program.policy.clauses.values() if clause.fact])


async def _expectations(
    program: Program,
    answers: Mapping[str, Value],
    expected: Sequence[Expectation],
    decided: Mapping[str, Value | None],
) -> list[ExpectationRecord]:
    values = await entailed(program, answers, [one.term for one in expected])
    records = []
    for one, value in zip(expected, values, strict=True):
        holds = value is None if one.undetermined else value is True
        told, sort = value, BOOL
        if one.about is not None:
            told, sort = decided[one.about.name], one.about.sort
        found = "undetermined" if told is None else show_value(told, sort)
        records.append(
            ExpectationRecord(expected=written(one), holds=holds, found=found, span=SpanRecord.of(one.place))
        )
    return records


def written(one: Expectation) -> str:
    """What is expected, as it is written, in one line."""
    if one.about is not None:
        value = "undetermined" if one.value is None else show_value(one.value, one.about.sort)
        return f"{one.about.name}: {value}"
    return one.place.written


async def reasons(program: Program, answers: Mapping[str, Value], test: PolicyTest) -> list[ExpectationRecord]:
    """Whether each reason that a test wishes for is one: its answers alone settle the verdict, and no fewer of them."""
    records = []
    for wish in test.reasons:
        found = await _against(program, answers, wish)
        text = f"{wish.verdict.name} because of {', '.join(wish.clauses) or 'nothing'}"
        span = SpanRecord.of(wish.place)
        records.append(
            ExpectationRecord(expected=text, holds=found is None, found=found or "that is the reason", span=span)
        )
    return records


async def _against(program: Program, answers: Mapping[str, Value], wish: Wish) -> str | None:
    """What is to be said against a reason; None where it is one."""

    async def settled(names: Sequence[str]) -> bool:
        known = {name: answers[name] for name in names}
        return (await entailed(program, known, [wish.verdict]))[0] is not None

    missing = [name for name in wish.clauses if name not in answers]
    if missing:
        return f"no answer to {', '.join(missing)}"
    if not await settled(wish.clauses):
        return "that these leave it open"
    for name in wish.clauses:
        if await settled([other for other in wish.clauses if other != name]):
            return f"that {name} is not needed"
    return None


def _verdicts(program: Program, test: PolicyTest) -> tuple[str, ...]:
    """The verdicts that the test speaks of, through definitions too; all of them where it speaks of none."""
    policy = program.policy
    waiting = [part.name for one in test.expected for part in walk(one.term) if isinstance(part, DefinitionRef)]
    waiting += [wish.verdict.name for wish in test.reasons]
    named = tuple(dict.fromkeys(name for name in waiting if name in policy.verdicts))
    return named or tuple(policy.verdicts)
