"""The strategy `exact` against the least expected price there is, by brute force over all sets of answers."""

from __future__ import annotations

import contextlib
from random import Random

import pytest

from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.strategy.exact import Exact, TooManyStatesError
from logitext.strategy.problem import AskingProblem
from logitext.syntax.source import Source
from tests.judge import cases
from tests.logic.diagram.worlds import TooManyError
from tests.strategy import subject as subjects
from tests.strategy.subject import Optimum, Subject

_PLENTY = 1 << 40


@pytest.mark.parametrize("seeds", cases.seeds(700), ids=cases.name)
def test_exact_and_brute_force_agree(seeds: range) -> None:
    assert sum([_judge(made) for seed in seeds if (made := subjects.of_seed(seed)) is not None]) > 0


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_on_rules_with_exceptions_and_assumptions(seeds: range) -> None:
    judged = 0
    for seed in seeds:
        rng = Random(seed)
        policy = subjects.policy_like(rng, rng.randint(4, 6), verdicts=rng.choice((1, 1, 3)), assumptions=seed % 3)
        if subjects.possible(policy) and (made := subjects.subject(policy, rng)) is not None:
            judged += _judge(made)
    assert judged > 0


def _judge(made: Subject) -> int:
    """1 if the subject was judged, 0 if it is too large."""
    try:
        optimum = Optimum(made)
    except TooManyError:
        return 0
    exact = Exact(made.problem(), _PLENTY)
    least = optimum.least(optimum.open)
    assert exact.price(made.product.root) == pytest.approx(least, rel=1e-9), made

    def ask(state: int) -> int:
        node = made.product.after(optimum.cells(state))
        assert exact.price(node) == pytest.approx(optimum.least(state), rel=1e-9), made
        return made.product.diagrams.order[exact.pick(node)]

    assert optimum.of(ask) == pytest.approx(least, rel=1e-9), made
    return 1


def _exact(source: str, states: int) -> tuple[Exact, int]:
    program = Program(check_policy(Source("policy.nltc", source)))
    product = program.product(("v",))
    assert product is not None
    problem = AskingProblem(
        program.counted, product, [[1 / size] * size for size in product.sizes], [1.0] * len(product.sizes)
    )
    return Exact(problem, states), product.root


def test_the_work_is_bounded() -> None:
    source = "{{let a = [[a]] let b = [[b]] let c = [[c]]}} {{verdict v = a and b or c}}"
    exact, root = _exact(source, 2)
    with pytest.raises(TooManyStatesError):
        exact.pick(root)
    with pytest.raises(TooManyStatesError):
        exact.pick(root)
    exact, root = _exact(source, 100)
    assert exact.price(root) == pytest.approx(1 + 0.5 * 1.5)  # c, and unless it holds a, and if a holds b


def test_what_is_decided_costs_nothing() -> None:
    exact, root = _exact("{{let a = [[a]]}} {{verdict v = a or not a}}", 0)
    assert exact.price(root) == 0.0


def test_a_long_way_to_go_is_no_deep_recursion() -> None:
    """A thousand clauses, none of which the others spare: given up, perhaps, but with the error that says so."""
    names = [f"c{n}" for n in range(1500)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    exact, root = _exact(f"{{{{{clauses}}}}} {{{{verdict v = {' and '.join(names)}}}}}", 3000)
    with contextlib.suppress(TooManyStatesError):
        assert 0 <= exact.pick(root) < 1500
