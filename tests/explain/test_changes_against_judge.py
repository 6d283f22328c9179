"""The smallest changes and the shortest lists of questions, by the logic and by going through all answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from logitext.logic.program import Program
from logitext.logic.smt.counterfactual import MAX_CHANGES, MAX_FLIPS
from tests.judge import cases, explain, generate
from tests.judge.cases import Case
from tests.judge.model import Value
from tests.judge.worlds import Answers


@pytest.mark.parametrize("seeds", cases.seeds(400), ids=cases.name)
def test_changes_and_certificates_are_the_smallest(seeds: range) -> None:
    async def judged() -> int:
        return sum([await _judge(cases.case(seed)) for seed in seeds])

    assert asyncio.run(judged()) > 0


async def _judge(case: Case) -> int:
    """How many verdicts were compared."""
    if not case.judge.worlds:
        return 0
    program = Program(case.checked)
    compared = 0
    for _ in range(cases.CASES_A_SEED):
        answers = generate.answers(case.rng, case.judge)
        if case.judge.conflict(answers):
            continue
        values = case.judge.values(answers)
        for verdict in case.judge.policy.verdicts:
            compared += 1
            if verdict in values:
                await _changes(case, program, answers, verdict, values[verdict])
            else:
                await _certificates(case, program, answers, verdict)
    return compared


async def _changes(case: Case, program: Program, answers: Answers, verdict: str, value: Value) -> None:
    found = await program.changes(answers, verdict, value)
    right = explain.flips(case.judge, answers, verdict, value, tuple(case.checked.clauses))
    say = case.failed(answers, f"{verdict} is {value}: {found}, not {right}")
    if not right:
        assert found.never, say
        assert not found.flips, say
        return
    assert not found.never, say
    if len(right[0]) > MAX_CHANGES:
        assert found.limit == MAX_CHANGES, say
        return
    assert [tuple(flip.changed) for flip in found.flips] == right[:MAX_FLIPS], say
    for flip in found.flips:
        assert flip.smallest, say
        assert all(new != answers[name] for name, new in flip.changed.items()), say
        assert not flip.given.keys() & answers.keys(), say
        now = _known(answers, flip.changed, flip.given)
        assert explain.entailed(case.judge, now, verdict) == flip.outcome, say
        assert flip.outcome not in (None, value), say
        fewest = explain.fewest_given(case.judge, answers, verdict, value, tuple(flip.changed))
        assert len(flip.given) == fewest, f"{fewest} given\n{say}"


async def _certificates(case: Case, program: Program, answers: Answers, verdict: str) -> None:
    shortest, sure = await program.certificate(answers, verdict)
    say = case.failed(answers, f"{verdict} is open: {shortest}, {sure}")
    assert shortest is not None, say
    assert shortest.smallest, say
    assert not shortest.values.keys() & answers.keys(), say
    assert shortest.outcome is not None, say
    assert explain.entailed(case.judge, _known(answers, shortest.values), verdict) == shortest.outcome, say
    assert len(shortest.values) == explain.shortest(case.judge, answers, verdict), say
    assert sure is not None, say
    clauses, smallest = sure
    assert smallest, say
    outcomes: dict[tuple[Value, ...], set[Value]] = {}
    for world in explain.fitting(case.judge, answers):
        outcomes.setdefault(tuple(world[name] for name in clauses), set()).add(world[verdict])
    assert all(len(found) == 1 for found in outcomes.values()), say
    assert len(clauses) == explain.sure(case.judge, answers, verdict), say


def _known(*parts: Mapping[str, Value | None]) -> dict[str, Value]:
    """All of them as answers. The judge's texts are all in the policy's formulas, so none is just "another"."""
    merged = {name: value for part in parts for name, value in part.items()}
    assert None not in merged.values()
    return {name: value for name, value in merged.items() if value is not None}
