"""Coverage, suggested tests and mutants of random policies, against all worlds tried one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest

import logitext
from logitext.cover.goals import CoverGoal
from logitext.cover.worked_out import goals_of
from logitext.policy.model import PolicyTest
from logitext.policy.sorts import Value
from logitext.testing.coverage import CRITERIA, MOST
from logitext.testing.mutants import changes
from tests.judge import of_policy
from tests.judge.evaluate import meaning, worlds_of
from tests.judge.model import Clause
from tests.judge.model import Policy as JudgedPolicy
from tests.logic.made import Made, made
from tests.logic.worlds.test_against_worlds import space_of

SEEDS = [pytest.param(seed, marks=[] if seed < 6 else [pytest.mark.slow]) for seed in range(40)]


def with_tests(source: str, statements: list[str]) -> logitext.Policy:
    return logitext.loads(source + "".join(f"\n{{{{{one}}}}}" for one in statements))


def suggested(source: str) -> list[str]:
    try:
        report = logitext.loads(source).test(suggest=True)
    except logitext.PolicyError:
        pytest.skip("its assumptions contradict each other")
    assert report.coverage is not None
    return list(report.coverage.suggested)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_goal_is_exercised_if_every_world_that_fits_meets_it(seed: int) -> None:
    one, space = space_of(seed)
    rng, worlds = Random(seed), one.worlds()
    given = [{name: value for name, value in rng.choice(worlds).items() if rng.random() < 0.8} for _ in range(8)]
    for kind, criterion in CRITERIA.items():
        goals = asyncio.run(goals_of(space, ("found",), criterion, MOST)).goals
        for number, goal in enumerate(goals):
            pair = goals[number ^ 1] if kind == "decisive" else None
            for answers in given:
                fitting = [w for w in worlds if answers.items() <= w.items()]
                met = all(meets(one, world, goal, pair, first=number % 2 == 0) for world in fitting)
                assert (asyncio.run(space.state(goal.aim, answers)) is True) == met, (goal.name, answers, one.source)


def meets(one: Made, world: Mapping[str, Value], goal: CoverGoal, pair: CoverGoal | None, *, first: bool) -> bool:
    """Whether a world meets a goal.

    In the first of a pair the verdict is true, and by a change of the clause alone it is no longer; in the second the
    other way round.
    """
    if goal.aim.outcome is not None:
        return one.holds(world) == goal.aim.outcome[1]
    (wanted,) = goal.aim.wanted
    if not wanted.admits(world[wanted.clause]):
        return False
    if pair is None:
        return True
    others = [
        other
        for other in one.worlds()
        if pair.aim.wanted[0].admits(other[wanted.clause])
        and all(other[name] == value for name, value in world.items() if name != wanted.clause)
    ]
    return one.holds(world) is first and any(one.holds(other) is not first for other in others)


@pytest.mark.parametrize("seed", [*SEEDS, 1000162, 1000464, 1018394])
def test_suggested_tests_pass_and_leave_no_goal_open(seed: int) -> None:
    """The last three: assumptions settle the verdict, or forbid the first values that come to mind."""
    source = made(seed).source
    statements = suggested(source)
    report = with_tests(source, statements).test(coverage=True)
    assert len(report.tests) == len(statements)
    assert not report.failed, source
    assert report.coverage is not None
    assert report.coverage.open == (), source


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutant_is_noticed_or_survives_or_is_equivalent_as_all_worlds_say(seed: int) -> None:
    source = made(seed).source
    statements = suggested(source)
    policy = with_tests(source, Random(seed).sample(statements, len(statements) // 2))
    report = policy.test(mutate=True)
    assert report.mutation is not None
    one = of_policy.policy(policy.checked)
    for mutant, change in zip(report.mutation.mutants, changes(policy.checked), strict=True):
        other = of_policy.policy(change.of(policy.checked))
        clauses = both_domains(one, other)
        after = worlds_of(replace(other, clauses=clauses))
        noticing = next((test.title for test in policy.checked.tests if notices(test, after)), None)
        words = f"{mutant.change}\n{source}"
        assert mutant.killed_by == noticing, words
        if mutant.killed_by is None:
            # The same worlds with the same verdicts: without an assumption there may be more.
            assert mutant.equivalent == (worlds_of(replace(one, clauses=clauses)) == after), words


def both_domains(one: JudgedPolicy, other: JudgedPolicy) -> tuple[Clause, ...]:
    """The clauses with the values that either policy tells apart; a number that neither looks at is 0."""
    return tuple(
        replace(a, domain=tuple(dict.fromkeys((*a.domain, *b.domain))) or (0,))
        for a, b in zip(one.clauses, other.clauses, strict=True)
    )


def notices(test: PolicyTest, mutant: Sequence[Mapping[str, Value]]) -> bool:
    """Whether a test that passes on the policy does not pass on the mutant, which has these worlds."""
    worlds = [world for world in mutant if test.answers.items() <= world.items()]
    for one in test.expected:
        meant = meaning(of_policy.term(one.term))
        found = {meant(world) for world in worlds}
        if (len(found) < 2) if one.undetermined else found != {True}:
            return True
    return False
