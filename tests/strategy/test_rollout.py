"""The strategy `rollout`: it improves the rule that it is over, and finds the optimum near the end."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.strategy import rollout as rollouts
from logitext.strategy.exact import Exact
from logitext.strategy.gain import Gain
from logitext.strategy.problem import AskingProblem
from logitext.strategy.rollout import ByGain, ByRatio, OpenValues, Rollout
from logitext.strategy.strategy import AskingRule
from logitext.syntax.source import Source
from tests.judge import cases
from tests.strategy import subject as subjects
from tests.strategy.subject import Subject

_PLENTY = 1 << 40


def _priced(problem: AskingProblem, pick: Callable[[int, OpenValues], int]) -> float:
    """What a rule is expected to cost from the start; it must say the same of a node whenever it is asked."""
    product, kept = problem.product, dict[int, float]()

    def price(node: int, answers: OpenValues) -> float:
        if product.done(node):
            return 0.0
        if node not in kept:
            level = pick(node, answers)
            assert product.support[node] >> level & 1, "it asks what makes no difference"
            kept[node] = problem.prices[level]
            for chance, cell, below in problem.chances.cells(node, level):
                known = {**answers, problem.names[level]: problem.values[level][cell]}
                kept[node] += chance * price(below, known)
        return kept[node]

    return price(product.root, {})


def _subjects(seeds: range) -> list[Subject]:
    found = []
    for seed in seeds:
        rng = Random(seed)
        number = rng.randint(6, 12)
        policy = subjects.policy_like(rng, number, verdicts=rng.choice((1, 1, 2, 3)), assumptions=rng.choice((0, 0, 2)))
        if subjects.possible(policy) and (made := subjects.subject(policy, rng)) is not None:
            found.append(made)
    assert found
    return found


@pytest.mark.parametrize("seeds", cases.seeds(250), ids=cases.name)
@pytest.mark.parametrize("over", ["gain", "ratio"])
def test_it_is_never_dearer_than_the_rule_that_it_improves(
    seeds: range, over: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollouts, "TINY", 0.0)
    for made in _subjects(seeds):
        monkeypatch.setattr(rollouts, "EXACT_AT", made.rng.choice((0, 3, 5)))
        problem = made.problem()
        gain = Gain(problem)
        rules: list[AskingRule] = [ByGain(gain), ByRatio(problem, gain)]
        if over == "ratio":
            rules.reverse()
        rule, *others = rules
        rollout = Rollout(problem, rule, tuple(others), gain)
        priced = _priced(problem, rule.pick)
        improved = _priced(problem, rollout.pick)
        least = Exact(problem, _PLENTY).price(made.product.root)
        assert least - 1e-9 <= improved <= priced + 1e-9, f"{improved}, not {least} to {priced}\n{made}"
        # What it takes the rule to cost is what the rule costs, with the optimum near the end.
        assert least - 1e-9 <= rollout.price(made.product.root, {}) <= priced + 1e-9, made


@pytest.mark.parametrize("seeds", cases.seeds(100), ids=cases.name)
def test_with_few_clauses_it_is_the_optimum(seeds: range) -> None:
    for made in _subjects(seeds):
        problem = made.problem()
        if len(made.product.levels(made.product.root)) <= rollouts.EXACT_AT:
            gain = Gain(problem)
            rollout = Rollout(problem, ByGain(gain), (), gain)
            least = Exact(problem, _PLENTY).price(made.product.root)
            assert _priced(problem, rollout.pick) == pytest.approx(least), made
            assert rollout.price(made.product.root, {}) == pytest.approx(least), made


def test_what_is_unlikely_is_only_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the estimate is never less than the cheapest question."""
    monkeypatch.setattr(rollouts, "EXACT_AT", 0)
    monkeypatch.setattr(rollouts, "TINY", 1.1)
    for made in _subjects(range(20)):
        problem = made.problem()
        gain = Gain(problem)
        rollout = Rollout(problem, ByGain(gain), (ByRatio(problem, gain),), gain)
        cheapest = min(problem.prices[level] for level in made.product.levels(made.product.root))
        assert rollout.price(made.product.root, {}) >= cheapest
        priced = _priced(problem, rollout.pick)
        assert priced >= Exact(problem, _PLENTY).price(made.product.root) - 1e-9


@pytest.mark.parametrize(("joined", "prior"), [("or", 0.001), ("and", 0.999), ("and", 0.5)])
def test_a_long_way_to_go_is_no_deep_recursion(joined: str, prior: float) -> None:
    names = [f"c{n}" for n in range(600)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    source = f"{{{{{clauses}}}}} {{{{verdict v = {f' {joined} '.join(names)}}}}}"
    program = Program(check_policy(Source("policy.nltc", source)))
    product = program.product(("v",), 1_000_000)
    assert product is not None
    problem = AskingProblem(program.counted, product, [[1 - prior, prior]] * len(names), [1.0] * len(names))
    gain = Gain(problem)
    assert 0 <= Rollout(problem, ByGain(gain), (), gain).pick(product.root, {}) < len(names)
