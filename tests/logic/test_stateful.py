"""Answers come, go, are pushed and popped, in any order: both back ends say what the judge says, at every step."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from logitext.logic.program import Program
from tests.judge import cases
from tests.judge.cases import Case
from tests.judge.model import Value


class Answering(RuleBasedStateMachine):
    """One policy, and the answers to it. Both programs live through all that happens, with what they keep."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[dict[str, Value]] = [{}]
        self.programs: list[Program] = []

    def teardown(self) -> None:
        self.programs.clear()

    @property
    def answers(self) -> dict[str, Value]:
        return self.levels[-1]

    @initialize(seed=st.integers(0, 400))
    def load(self, seed: int) -> None:
        case = next(case for number in range(seed, seed + 100) if (case := cases.case(number)).judge.worlds)
        self.case: Case = case
        self.programs = [Program(self.case.checked, "auto"), Program(self.case.checked, "z3")]
        for program in self.programs:
            asyncio.run(program.ready())

    @rule(data=st.data())
    def answer(self, data: Any) -> None:
        clause = data.draw(st.sampled_from(self.case.judge.policy.clauses))
        self.answers[clause.name] = data.draw(st.sampled_from(clause.domain))

    @rule(data=st.data())
    def answer_as_in_a_world(self, data: Any) -> None:
        """So that not all ends in conflicts."""
        world = data.draw(st.sampled_from(self.case.judge.worlds))
        for clause in self.case.judge.policy.clauses[: data.draw(st.integers(1, 4))]:
            self.answers[clause.name] = world[clause.name]

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def retract(self, data: Any) -> None:
        del self.answers[data.draw(st.sampled_from(sorted(self.answers)))]

    @rule()
    def push(self) -> None:
        self.levels.append(dict(self.answers))

    @precondition(lambda self: len(self.levels) > 1)
    @rule()
    def pop(self) -> None:
        self.levels.pop()

    @invariant()
    def all_agree(self) -> None:
        judge, answers = self.case.judge, self.answers
        verdicts = judge.policy.verdicts
        unanswered = [name for name in self.case.checked.clauses if name not in answers]
        conflict, values = judge.conflict(answers), judge.values(answers)
        open_ = [name for name in verdicts if name not in values]
        for program in self.programs:
            decision = asyncio.run(program.decide(answers, verdicts))
            assert (decision.conflict, dict(decision.values)) == (conflict, values), self.case.failed(answers, "decide")
            if conflict:
                continue
            for name, value in values.items():
                reason = asyncio.run(program.implicant(answers, name, value)).clauses
                assert judge.is_reason(answers, reason, name, value), self.case.failed(answers, f"{reason}")
            found = asyncio.run(program.relevant(answers, open_, unanswered))
            assert found == judge.relevant(answers, open_, unanswered), self.case.failed(answers, f"{found}")


TestAnswering = Answering.TestCase
TestAnswering.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
