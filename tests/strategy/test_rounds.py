"""Rounds where a call has a price of its own, against the best rounds there are: by going through all subsets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random

import pytest

from logitext.policy.sorts import Value
from logitext.strategy.gain import Gain
from logitext.strategy.rollout import ByGain, Rollout
from logitext.strategy.rounds import Rounds
from tests.judge import cases
from tests.judge.model import Named, Policy
from tests.strategy import subject as subjects
from tests.strategy.subject import Optimum, Subject

_FIRST = int(os.environ.get("JUDGE_SEED", "0"))
_SEEDS = range(_FIRST, _FIRST + -(-int(os.environ.get("JUDGE_CASES", "60")) // cases.CASES_A_SEED))


def _rounds(made: Subject, call: float, most: int | None = None) -> tuple[Rounds, ByGain]:
    problem = made.problem(call)
    gain = Gain(problem)
    rule = ByGain(gain)
    rollout = Rollout(problem, rule, (), gain)
    questions = [made.prices[clause] for clause in made.product.diagrams.order]
    return Rounds(problem, questions, call, most, rule.pick, rollout.price), rule


def _subject(seed: int, number: int = 8) -> Subject:
    """A policy of so many Boolean clauses that all matter."""
    rng = Random(seed)
    while True:
        mine = subjects.clauses(number)
        leaves = [subjects.leaf(rng, clause) for clause in mine]
        rng.shuffle(leaves)
        term = subjects.read_once(rng, leaves, ("and", "or", "and", "or", "unless", "at least"), 4)
        made = subjects.subject(Policy(mine, (Named("v", "Bool", term),), ("v",), ()), rng)
        if made is not None and len(made.product.levels(made.product.root)) == number:
            return made


def _of(made: Subject, optimum: Optimum, call: float, most: int | None, *, along: bool = False) -> float:
    """What rounds are expected to cost."""
    rounds, rule = _rounds(made, call, most)
    order = made.product.diagrams.order

    def ask(state: int) -> list[int]:
        at = optimum.cells(state)
        node, answers = made.product.after(at), made.answers(at)
        levels = rounds.along(node, answers, rule.pick) if along else rounds.choose(node, answers)
        assert len(set(levels)) == len(levels) > 0, made
        return [order[level] for level in levels]

    return optimum.of_rounds(ask, call, most)


@pytest.mark.parametrize(("call", "most"), [(1.0, None), (5.0, None), (20.0, None), (10.0, 3)])
def test_rounds_are_about_as_good_as_can_be(call: float, most: int | None) -> None:
    """On average over policies of eight clauses at most a hundredth dearer than the best rounds there are."""
    ratios = []
    for seed in _SEEDS:
        made = _subject(seed)
        optimum = Optimum(made)
        least = optimum.least_by_rounds(optimum.open, call, most)
        found = _of(made, optimum, call, most)
        assert found >= least - 1e-9, made
        ratios.append(found / least)
    mean = sum(ratios) / len(ratios)
    assert mean <= 1.01, f"{mean:.4f} of the optimum on average, {max(ratios):.4f} at worst"


def test_where_a_call_costs_nothing_one_is_asked() -> None:
    for seed in _SEEDS:
        made = _subject(seed)
        rounds, rule = _rounds(made, 0.0)
        assert len(rounds.choose(made.product.root, {})) == 1, made
        assert len(rounds.along(made.product.root, {}, rule.pick)) == 1, made


def test_where_a_call_costs_very_much_all_that_matter_are_asked_at_once() -> None:
    for seed in _SEEDS:
        made = _subject(seed)
        rounds, _ = _rounds(made, 1e9)
        # All that what is paid then surely does: where others imply the answer to one, it is spared.
        chosen = rounds.choose(made.product.root, {})
        assert _surely_done(made, chosen), made
        assert not any(_surely_done(made, [other for other in chosen if other != level]) for level in chosen), made


def _surely_done(made: Subject, levels: Sequence[int]) -> bool:
    """Whether any answers to these decide everything."""
    places = {made.product.root}
    for level in levels:
        places = {
            made.product.restrict(node, level, cell) for node in places for cell in range(made.product.sizes[level])
        }
    return all(made.product.done(node) for node in places)


def test_where_a_call_takes_one_question_nothing_is_gained_by_asking_several() -> None:
    for seed in _SEEDS:
        made = _subject(seed)
        optimum = Optimum(made)
        one_by_one = optimum.least_by_rounds(optimum.open, 5.0, 1)
        assert _of(made, optimum, 5.0, 1) <= 1.01 * one_by_one, made


@pytest.mark.parametrize("call", [0.3, 3.0, 30.0])
def test_with_assumptions_nothing_is_asked_that_the_others_imply(call: float) -> None:
    judged = 0
    for seed in _SEEDS:
        rng = Random(seed)
        policy = subjects.policy_like(rng, 7, verdicts=2, assumptions=3)
        made = subjects.subject(policy, rng) if subjects.possible(policy) else None
        if made is None:
            continue
        problem, product = made.problem(call), made.product
        rounds, rule = _rounds(made, call)
        for along in (False, True):
            waiting = [(product.root, dict[str, Value | None]())]
            for node, answers in waiting:
                levels = rounds.along(node, answers, rule.pick) if along else rounds.choose(node, answers)
                assert len(set(levels)) == len(levels) > 0, made
                for level in levels:
                    assert product.support[node] >> level & 1, made
                    assert len(problem.chances.cells(node, level)) > 1, made
                level = levels[0]
                for _, cell, below in problem.chances.cells(node, level):
                    if not product.done(below):
                        waiting.append((below, {**answers, problem.names[level]: problem.values[level][cell]}))
                judged += 1
    assert judged > 0


def test_rounds_do_not_depend_on_what_was_asked_for_before() -> None:
    for seed in _SEEDS:
        made, again = _subject(seed), _subject(seed)
        (rounds, _), (others, _) = _rounds(made, 3.0), _rounds(again, 3.0)
        for cell in (0, 1):
            level = again.product.levels(again.product.root)[-1]
            node = again.product.restrict(again.product.root, level, cell)
            if not again.product.done(node):
                others.choose(node, {again.problem().names[level]: bool(cell)})
        assert rounds.choose(made.product.root, {}) == others.choose(again.product.root, {}), made
