"""The example policies under random answers, by both back ends and by the judge."""

from __future__ import annotations

import asyncio
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.policy.load import expanded, load_policy
from tests.judge import of_policy
from tests.judge.evaluate import Judge, meaning
from tests.judge.model import Policy, Value

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICIES = sorted(path.parent.name for path in EXAMPLES.glob("*/policy.nltc"))
# Sums of amounts and dates have no end of values, and 22 clauses have too many: there the judge only says what complete
# answers come to.
WITHOUT_END = {"airline-refund", "hearsay", "notice-to-quit"}
OF_LISTS = {"wages"}
"""Is about lists: the judge has it as it is for a document with a few elements."""


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("name", [name for name in POLICIES if name not in WITHOUT_END | OF_LISTS])
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
    decided = 0
    for _ in range(150):
        answers: dict[str, Value] = {clause.name: rng.choice(clause.domain) for clause in policy.clauses}
        world = _completed(policy, answers)
        decision = asyncio.run(program.decide(answers, policy.verdicts))
        fits = all(meaning(assumption.term)(world) for assumption in policy.assumptions)
        assert decision.conflict == (not fits), answers
        if fits:
            decided += 1
            assert decision.values == {name: world[name] for name in policy.verdicts}, answers
    assert decided > 10


HOURS = (Fraction(0), Fraction(9), Fraction(10), Fraction(121), Fraction(601, 2))
AMOUNTS = (Fraction(0), Fraction(93), Fraction(1390), Fraction(70_000), Fraction(1241, 100), Fraction(11120, 100))
PAID = (date(2024, 12, 31), date(2025, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 7, 9), date(2026, 12, 1))


@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_what_complete_answers_about_a_list_come_to(count: int, backend: BackendName) -> None:
    """Rounds amounts, multiplies facts, and reckons ages: where all facts are known, and where one is not."""
    checked = expanded(load_policy(EXAMPLES / "wages" / "policy.nltc"), {"payments": count})
    policy = of_policy.policy(checked)
    program, rng = Program(checked, backend), Random(count)
    asyncio.run(program.ready())
    domains: dict[str, tuple[Value, ...]] = {
        "hours": HOURS,
        "amount": AMOUNTS,
        "day": PAID,
        "born": (date(2008, 2, 29), date(1990, 5, 1)),
    }
    for _ in range(40 if count else 5):
        answers: dict[str, Value] = {
            clause.name: rng.choice(domains.get(clause.name.rpartition(".")[2], (2025, 2026)))
            if checked.clauses[clause.name].fact
            else rng.choice(clause.domain)
            for clause in policy.clauses
        }
        world = _completed(policy, answers)
        decision = asyncio.run(program.decide(answers, policy.verdicts))
        assert decision.values == {name: world[name] for name in policy.verdicts}, answers
        left_out = rng.choice([name for name, clause in checked.clauses.items() if not clause.fact] or ["born"])
        fewer = {name: value for name, value in answers.items() if name != left_out}
        others = [_completed(policy, {**fewer, left_out: value}) for value in policy.clause(left_out).domain]
        some = asyncio.run(program.decide(fewer, policy.verdicts)).values
        for name in policy.verdicts:
            values = {other[name] for other in others}
            if left_out != "born" or len(values) > 1:  # a day has more values than the judge tries
                assert some.get(name) == (values.pop() if len(values) == 1 else None), (answers, left_out)


def _completed(policy: Policy, answers: dict[str, Value]) -> dict[str, Value]:
    world = dict(answers)
    for defined in policy.defined:
        world[defined.name] = meaning(defined.term)(world)
    return world
