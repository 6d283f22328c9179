"""The example policies under random answers, by both back ends and by the judge."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from logitext.logic.program import BackendName, Program
from logitext.policy.load import load_policy
from tests.judge import of_policy
from tests.judge.evaluate import Judge, meaning
from tests.judge.model import Policy, Value

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICIES = sorted(path.parent.name for path in EXAMPLES.glob("*/policy.nltc"))
# Sums of amounts and dates have no end of values, and 22 clauses have too many: there the judge only says what complete
# answers come to.
WITHOUT_END = {"airline-refund", "hearsay", "notice-to-quit"}
UNKNOWN = {"wages"}
"""Rounds amounts, which the judge cannot; its own tests, and those of rounding, are in other places."""


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("name", [name for name in POLICIES if name not in WITHOUT_END | UNKNOWN])
def test_all_that_is_said_of_an_example(name: str, backend: BackendName) -> None:
    checked = load_policy(EXAMPLES / name / "policy.nltc")
    policy = of_policy.policy(checked)
    judge, program, rng = Judge(policy), Program(checked, backend), Random(name)
    asyncio.run(program.ready())
    for _ in range(60 if backend == "auto" else 12):
        world = rng.choice(judge.worlds)
        wrong = rng.random() < 0.1
        answers: dict[str, Value] = {
            clause.name: rng.choice(clause.domain) if wrong else world[clause.name]
            for clause in policy.clauses
            if rng.random() < rng.choice((0.3, 0.6, 1.0))
        }
        asyncio.run(_same(judge, program, policy, answers))


async def _same(judge: Judge, program: Program, policy: Policy, answers: dict[str, Value]) -> None:
    decision = await program.decide(answers, policy.verdicts)
    conflict, values = judge.conflict(answers), judge.values(answers)
    assert (decision.conflict, dict(decision.values)) == (conflict, values), answers
    if conflict:
        return
    for verdict, value in values.items():
        in_file_order = {clause.name: answers[clause.name] for clause in policy.clauses if clause.name in answers}
        best = judge.best_reason(in_file_order, verdict, value, {})
        assert (await program.implicant(answers, verdict, value)).clauses == best, answers
    open_ = [name for name in policy.verdicts if name not in values]
    unanswered = [clause.name for clause in policy.clauses if clause.name not in answers]
    assert await program.relevant(answers, open_, unanswered) == judge.relevant(answers, open_, unanswered), answers


@pytest.mark.parametrize("name", sorted(WITHOUT_END))
def test_what_complete_answers_come_to(name: str) -> None:
    checked = load_policy(EXAMPLES / name / "policy.nltc")
    policy = of_policy.policy(checked)
    program, rng = Program(checked), Random(name)
    asyncio.run(program.ready())
    dated = {name for name, clause in checked.clauses.items() if str(clause.sort) == "Date"}
    decided = 0
    for _ in range(150):
        answers: dict[str, Value] = {clause.name: rng.choice(clause.domain) for clause in policy.clauses}
        world = dict(answers)
        for defined in policy.defined:
            world[defined.name] = meaning(defined.term)(world)
        given = {name: _date(value) if name in dated else value for name, value in answers.items()}
        decision = asyncio.run(program.decide(given, policy.verdicts))
        fits = all(meaning(assumption.term)(world) for assumption in policy.assumptions)
        assert decision.conflict == (not fits), answers
        if fits:
            decided += 1
            values = {
                name: _date(world[name]) if str(checked.body(name).sort) == "Date" else world[name]
                for name in policy.verdicts
            }
            assert decision.values == values, answers
    assert decided > 10


def _date(number: Value) -> date:
    assert isinstance(number, int | Fraction)
    return date.fromordinal(int(number))
