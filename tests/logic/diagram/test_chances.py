"""Chances on a product diagram, against sums over every completion of random policies."""

from __future__ import annotations

import itertools
from collections import Counter
from random import Random

import pytest

from logitext.logic.diagram.chances import Chances
from logitext.logic.diagram.product import NONE, ProductDiagram
from logitext.logic.program import Program
from tests.judge import cases
from tests.logic.diagram.worlds import Outcome, TooManyError, Weights, Worlds, shown, some_cells, some_weights
from tests.logic.policies import compiled

_TRIES = 6


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_chances_and_brute_force_agree(seeds: range) -> None:
    assert sum(map(_judge, seeds)) > 0


def _judge(seed: int) -> int:
    """How many nodes were judged."""
    case = cases.case(seed)
    policy, rng = case.judge.policy, case.rng
    verdicts = rng.sample(policy.verdicts, rng.randint(1, len(policy.verdicts)))
    product = Program(case.checked).product(verdicts)
    if product is None:
        return 0
    try:
        worlds = Worlds(policy, product.diagrams, verdicts)
    except TooManyError:
        return 0
    weights = some_weights(rng, worlds.sizes)
    chances = Chances(product, [weights[clause] for clause in product.diagrams.order])
    for _ in range(_TRIES):
        at = some_cells(rng, worlds)
        what = case.failed({}, f"{verdicts} at {dict(zip(worlds.names, at, strict=True))} with {weights}")
        _judge_node(what, product, worlds, weights, chances, at)
    return _TRIES


def _judge_node(
    what: str, product: ProductDiagram, worlds: Worlds, weights: Weights, chances: Chances, at: list[int | None]
) -> None:
    node = product.after(at)
    mass = worlds.mass(at, weights)
    possible = sum(mass.values())
    assert _by_outcome(product, chances.mass(node)) == _close(mass), what
    assert chances.possible(node) == pytest.approx(possible), what
    if node == NONE:
        assert not mass
        return
    by_level = chances.by_level(node)
    assert sorted(by_level) == product.levels(node), what
    for place, cell in enumerate(at):
        if cell is not None:
            continue
        level = product.level_of[place]
        right = []
        for other in range(worlds.sizes[place]):
            below = worlds.mass([*at[:place], other, *at[place + 1 :]], weights)
            right.append({outcome: weights[place][other] * share for outcome, share in below.items()})
        if level in by_level:
            for found, wanted in zip(by_level[level], right, strict=True):
                assert _by_outcome(product, found) == _close(wanted), what
        cells = chances.cells(node, level)
        wanted_cells = {cell: sum(ends.values()) / possible for cell, ends in enumerate(right) if ends}
        assert {cell: chance for chance, cell, _ in cells} == pytest.approx(wanted_cells), what
        assert all(below == product.restrict(node, level, cell) for _, cell, below in cells), what


def _by_outcome(product: ProductDiagram, ends: object) -> dict[Outcome, float]:
    assert isinstance(ends, dict)
    return {shown(product, end): mass for end, mass in ends.items()}


def _close(mass: dict[Outcome, float]) -> object:
    return pytest.approx(mass, rel=1e-7, abs=1e-11)


# --- by hand -----------------------------------------------------------------------------------------------------


def _chances(source: str, *verdicts: str, **priors: float) -> tuple[ProductDiagram, Chances]:
    """Chances where each Boolean clause holds as `priors` say."""
    product = compiled(source, "diagram").product(verdicts)
    assert product is not None
    clauses = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
    weights = [
        [1 - priors[name], priors[name]] if name in priors else [1 / size] * size
        for name, size in zip(clauses, product.sizes, strict=True)
    ]
    return product, Chances(product, weights)


def _level(product: ProductDiagram, name: str) -> int:
    return product.level_of[product.diagrams.clauses.index(name)]


def test_worlds_that_an_assumption_forbids_do_not_count() -> None:
    product, chances = _chances("{{assume a implies b}} {{verdict v = a}}", "v", a=0.5, b=0.2)
    assert chances.possible(product.root) == pytest.approx(0.6)  # only a without b is impossible: 0.4
    (a_false, a_true) = chances.cells(product.root, _level(product, "a"))
    assert a_true[0] == pytest.approx(0.1 / 0.6)
    assert a_false[0] == pytest.approx(0.5 / 0.6)


def test_what_the_others_imply_has_one_cell() -> None:
    product, chances = _chances("{{assume a implies b}} {{verdict v = a and (b or c) and d}}", "v", a=0.5, b=0.2)
    node = product.restrict(product.root, _level(product, "a"), 1)
    ((chance, cell, below),) = chances.cells(node, _level(product, "b"))
    assert chance == pytest.approx(1.0)
    assert cell == 1
    assert below == product.restrict(node, _level(product, "b"), 1)


def test_rare_outcomes_are_not_lost() -> None:
    """However rare an outcome is, all of its weight is shared out among the cells of a clause that it does not need."""
    priors = dict.fromkeys("abcd", 1e-5)
    product, chances = _chances("{{verdict v = a and b and c and d or e}}", "v", **priors, e=1e-30)
    true = next(end for end in chances.mass(product.root) if shown(product, end) == (True,))
    assert chances.mass(product.root)[true] == pytest.approx(1e-20, rel=1e-6, abs=0.0)
    for cells in chances.by_level(product.root).values():
        assert sum(ends.get(true, 0.0) for ends in cells) == pytest.approx(1e-20, rel=1e-6, abs=0.0)


def test_worlds_are_drawn_as_they_are_likely() -> None:
    product, chances = _chances("{{assume not (a and b)}} {{verdict v = a or b or c}}", "v", a=0.5, b=0.2, c=0.3)
    rng = Random(3)
    drawn = Counter(tuple(chances.world(product.root, rng)) for _ in range(4000))
    places = [_level(product, name) for name in "abc"]
    for values in itertools.product((0, 1), repeat=3):
        a, b, c = values
        likely = 0.0 if a and b else 0.5 * (0.2 if b else 0.8) * (0.3 if c else 0.7) / 0.9
        found = sum(n for world, n in drawn.items() if tuple(world[place] for place in places) == values)
        assert found / 4000 == pytest.approx(likely, abs=0.03), values
