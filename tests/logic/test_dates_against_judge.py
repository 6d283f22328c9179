"""Policies that calculate with the calendar, by both back ends and by the judge.

A solver may think long of a day that nobody knows, and then gives up: it says less than the judge, and takes more to
matter, and nothing else. Where all days are known, it must not.
"""

from __future__ import annotations

import asyncio

import pytest

from logitext.explain.evaluate import definitions
from logitext.logic import program as programs
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from tests.judge import cases, generate
from tests.judge.cases import Case

QUICK = 100_000
"""What a call of the solver may spend here."""


@pytest.mark.parametrize("facts", [False, True])
@pytest.mark.parametrize("backend", ["auto", "z3"])
@pytest.mark.parametrize("seeds", cases.seeds(100), ids=cases.name)
def test_never_decided_wrong(seeds: range, backend: BackendName, facts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "EFFORT", QUICK)
    found = [cases.case(seed, functions=seed % 2 == 0, dates=True, facts=facts) for seed in seeds]

    async def judged() -> int:
        return sum([await _judge(case, backend) for case in found if case.judge.worlds])

    assert asyncio.run(judged()) > 0


async def _judge(case: Case, backend: BackendName) -> int:
    program, compared = Program(case.checked, backend), 0
    await program.ready()
    for number in range(4):
        answers = generate.answers(case.rng, case.judge)
        if number % 2:  # a whole world, or all days of one
            world = case.rng.choice(case.judge.worlds)
            sorts = {clause.name: clause.sort for clause in case.judge.policy.clauses}
            answers |= {name: world[name] for name in sorts if number == 1 or sorts[name] == "Date"}
        decision = await program.decide(answers, case.judge.verdicts)
        if case.judge.conflict(answers):
            assert decision.values == {}, case.failed(answers, f"decided {decision.values} in a conflict")
            continue
        values = case.judge.values(answers)
        assert not decision.conflict, case.failed(answers, "conflict")
        right = decision.values == values if number == 1 else decision.values.items() <= values.items()
        assert right, case.failed(answers, f"{decision.values}, not {values}")
        for verdict, value in decision.values.items():
            reason = (await program.implicant(answers, verdict, value)).clauses
            entailed = case.judge.entails({name: answers[name] for name in reason}, verdict, value)
            assert entailed, case.failed(answers, f"{reason} is no reason for {verdict} = {value}")
            compared += 1
        open_ = [name for name in case.judge.verdicts if name not in decision.values]
        askable = [name for name in case.judge.names if name not in answers]
        found = await program.relevant(answers, open_, askable)
        matters = case.judge.relevant(answers, open_, askable)
        assert set(found) >= set(matters), case.failed(answers, f"relevant: {found}, not {matters}")
    return compared


@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_evaluation_agrees_with_the_judge(seeds: range) -> None:
    for seed in seeds:
        case = cases.case(seed, functions=True, dates=True)
        for world in case.judge.worlds[:20]:
            values = definitions(case.checked, {name: world[name] for name in case.checked.clauses})
            assert {name: values[name] for name in case.checked.order} == {n: world[n] for n in case.checked.order}
