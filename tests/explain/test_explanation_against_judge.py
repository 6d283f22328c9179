"""Whole explanations against the judge: what the trace claims, and what supposed answers make of the verdicts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

import pytest

from logitext import Policy, PolicyError
from logitext.explain.explain import explain as explanation_of
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.policy.term import DefinitionRef
from logitext.records.explanation import Explanation, Follows, Part
from logitext.records.result import Result
from logitext.syntax.source import Source
from logitext.theory import Answers
from tests.judge import cases, explain, generate
from tests.judge.cases import Case
from tests.judge.model import Value


@pytest.mark.parametrize("seeds", cases.seeds(400), ids=cases.name)
def test_explanations_and_judge_agree(seeds: range) -> None:
    compared = 0
    for seed in seeds:
        case = cases.case(seed)
        if not case.judge.worlds:
            continue
        policy = Policy(case.checked)
        for _ in range(cases.CASES_A_SEED):
            _Explained(case, policy).run()
            compared += 1
    assert compared > 0


class _Explained:
    """One explanation, and what the judge says to it."""

    def __init__(self, case: Case, policy: Policy) -> None:
        self.case = case
        self.judge = case.judge
        self.policy = policy
        self.given = generate.answers(case.rng, case.judge)
        self.answers: dict[str, Value] = {}

    def say(self, what: object) -> str:
        return self.case.failed(self.answers, str(what))

    def run(self) -> None:
        result = self.policy.check(theory=Answers(self.given))
        supposed = generate.answers(self.case.rng, self.judge)
        if self.case.rng.random() < 0.5:
            supposed = dict(list(supposed.items())[:2])
        self.answers = dict(result.answers)
        found = asyncio.run(self.explained(result, supposed))
        assert Explanation.model_validate(found.model_dump(mode="json")) is not None
        if result.status == "conflict":
            assert found.trace == ()
            assert found.why_not == ()
        else:
            self.trace(found)
            undetermined = [name for name, verdict in result.verdicts.items() if verdict.value is None]
            assert [one.verdict for one in found.settle] == undetermined
            assert [one.verdict for one in found.why_not] == [n for n in result.verdicts if n not in undetermined]
        self.what_if(found, supposed)

    async def explained(self, result: Result, supposed: dict[str, Value]) -> Explanation:
        program = self.policy.program
        return await explanation_of(program, result, trace=True, why_not=True, what_if=supposed, settle=True)

    # --- the trace

    def trace(self, found: Explanation) -> None:
        names = [step.name for step in found.trace]
        assert set(self.case.checked.verdicts) <= set(names), self.say(names)
        spans = [(step.span.line, step.span.column) for step in found.trace]
        assert spans == sorted(spans)
        for step in found.trace:
            if step.kind == "assumption":
                continue
            value = explain.entailed(self.judge, self.answers, step.name)
            assert step.value == value, self.say(f"{step.name} is told to be {step.value}, not {value}")
            if step.follows is not None:
                self.follows(step.follows, step.name, step.value)
            for part in _inside(step.because):
                self.part(part)
        if self.case.rng.random() < 0.3:
            self.parts_alone(found)

    def parts_alone(self, found: Explanation) -> None:
        """What is told of a part is entailed of the same formula in a definition of its own."""
        parts = [part for step in found.trace for part in _inside(step.because) if part.kind == "formula"]
        formulas = {part.written: part.value for part in parts}
        names = [f"part_{number}" for number in range(len(formulas))]
        lets = " ".join(f"let {name} = {formula}" for name, formula in zip(names, formulas, strict=True))
        source = Source("parts", f"{self.case.source}\n{{{{{lets}}}}}")
        try:
            checked = check_policy(source)
        except PolicyError as error:
            codes = {diagnostic.code for diagnostic in error.diagnostics}
        else:
            codes = set()
        assert codes <= {"NLT206"}, self.say(codes)
        if codes:  # a label of several enumerations means nothing alone
            return
        refs = [DefinitionRef(name, checked.body(name).sort) for name in names]
        values = asyncio.run(Program(checked).entailed(self.answers, refs))
        for formula, value, told in zip(formulas, values, formulas.values(), strict=True):
            assert told is None or told == value, self.say(f"`{formula}` is told to be {told}, not {value}")

    def part(self, part: Part) -> None:
        """What is told of a name is entailed; and of any part, where it is told how it follows, that it does."""
        if part.name is not None:
            value = explain.entailed(self.judge, self.answers, part.name)
            assert part.value == value, self.say(f"{part.name} is told to be {part.value}, not {value}")
        term = f"check({part.written})"
        if part.follows is not None:
            assert part.value is not None, self.say(term)
            assert set(part.follows.clauses) <= self.answers.keys(), self.say(term)
            assert part.because == (), self.say(term)

    def follows(self, follows: Follows, name: str, value: Value) -> None:
        answers = {clause: self.answers[clause] for clause in follows.clauses}
        assert explain.entailed(self.judge, answers, name) == value, self.say(f"{name} does not follow by {follows}")

    # --- supposed answers

    def what_if(self, found: Explanation, supposed: dict[str, Value]) -> None:
        """It is what a check would say to all the answers at once."""
        now = {**self.answers, **supposed}
        assert found.what_if is not None
        assert found.what_if.conflict == self.judge.conflict(now), self.say(supposed)
        order = list(self.case.checked.clauses)
        fresh = asyncio.run(self.policy.program.decide({name: now[name] for name in order if name in now}, ()))
        assert fresh.conflict == found.what_if.conflict
        for one in found.what_if.verdicts:
            value = None if found.what_if.conflict else self.judge.value(now, one.verdict)
            assert one.after == value, self.say(f"{one.verdict} if {supposed}: {one.after}, not {value}")
            if value is not None:
                reason = [answer.clause for answer in one.because]
                assert self.judge.is_reason(now, reason, one.verdict, value), self.say(reason)
            elif not found.what_if.conflict:
                unanswered = [name for name in order if name not in now]
                assert one.open == self.judge.relevant(now, [one.verdict], unanswered), self.say(one.open)
        if found.what_if.conflict:
            clauses, assumptions = found.what_if.clauses, found.what_if.assumptions
            places = [i for i, assumption in enumerate(self.case.checked.assumptions) if assumption.id in assumptions]
            assert self.judge.is_core(now, clauses, places), self.say(f"{clauses} and {assumptions} are no core")


def _inside(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _inside(part.because)
