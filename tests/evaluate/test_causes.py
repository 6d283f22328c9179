"""Which wrong answers made a verdict wrong, against brute force by the judge."""

from __future__ import annotations

import asyncio
from itertools import combinations
from random import Random

import pytest

import logitext
from logitext.evaluate.causes import causes, suspects
from logitext.logic.program import Program
from tests.judge.cases import Case, case, name, seeds
from tests.judge.model import Value


@pytest.mark.parametrize("part", seeds(600), ids=name)
def test_causes_are_the_minimal_sets_that_the_judge_finds(part: range) -> None:
    some = 0
    for seed in part:
        made = case(seed)
        program = Program(made.checked)
        for _ in range(4):
            some += _same(made, program)
    assert some, "no verdict was wrong"


def _same(made: Case, program: Program) -> int:
    """Compare the causes of each wrong verdict for random answers. How many verdicts were wrong."""
    rng, judge = made.rng, made.judge
    domains = {clause.name: clause.domain for clause in judge.policy.clauses}
    right = {clause: rng.choice(domain) for clause, domain in domains.items()}
    asked = [clause for clause in domains if rng.random() < 0.8]
    said = {clause: right[clause] if rng.random() < 0.5 else rng.choice(domains[clause]) for clause in asked}
    answers = {clause: value for clause, value in said.items() if rng.random() < 0.9}
    labelled = {clause: value for clause, value in right.items() if rng.random() < 0.8}
    wrong = 0
    for verdict, found in judge.values(answers).items():
        label = _other(judge.policy.verdicts, verdict, found, rng, made, right)
        if label is None or _alike(label, found):
            continue
        wrong += 1
        expected = _brute(made, verdict, label, answers, asked, labelled)
        got = asyncio.run(causes(program, verdict, label, answers, asked, labelled))
        assert set(map(frozenset, got)) == expected, made.failed(answers, f"{verdict} of {label}: {got}")
    return wrong


def _other(
    verdicts: object, verdict: str, found: Value, rng: Random, made: Case, right: dict[str, Value]
) -> Value | None:
    """The label: what the right answers entail, or for a Boolean verdict now and then the other value."""
    entailed = made.judge.value(right, verdict)
    return (not found) if isinstance(found, bool) and rng.random() < 0.3 else entailed


def _alike(one: Value, other: Value) -> bool:
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _brute(
    made: Case,
    verdict: str,
    label: Value,
    answers: dict[str, Value],
    asked: list[str],
    labelled: dict[str, Value],
) -> set[frozenset[str]]:
    """All sets of asked clauses with a label that, corrected, give the label; those of them without a smaller one."""
    others = {clause: value for clause, value in labelled.items() if clause not in asked}
    may = [clause for clause in labelled if clause in asked and answers.get(clause) != labelled[clause]]
    enough = [
        frozenset(chosen)
        for size in range(len(may) + 1)
        for chosen in combinations(may, size)
        if made.judge.entails({**others, **answers, **{clause: labelled[clause] for clause in chosen}}, verdict, label)
    ]
    return {chosen for chosen in enough if not any(smaller < chosen for smaller in enough)}


def test_suspects_are_answers_that_would_turn_the_verdict() -> None:
    policy = logitext.loads(
        "{{text t}} {{fact new: Bool let a = [[a]] let b = [[b]] let c = [[c]] verdict v = (a or b and c) unless new}}"
    )
    program = policy.program
    answers: dict[str, bool] = {"a": False, "b": True, "c": False, "new": False}
    found = asyncio.run(suspects(program, "v", False, True, answers))
    assert sorted(found) == [("a",), ("c",)]
    # A fact is known, and no answer to a clause turns what it decides.
    assert asyncio.run(suspects(program, "v", False, True, {**answers, "new": True})) == ()
