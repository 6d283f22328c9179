"""The rule `gain`, against entropies that are added up over every completion of random policies."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from logitext.logic.diagram.product import ProductDiagram
from logitext.strategy.gain import Gain
from logitext.strategy.problem import AskingProblem
from tests.judge import cases, generate
from tests.logic.diagram.worlds import Outcome, TooManyError, Worlds, some_cells
from tests.logic.policies import compiled
from tests.strategy import subject as subjects
from tests.strategy.subject import Subject

_TRIES = 5


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_gains_and_brute_force_agree(seeds: range) -> None:
    judged = 0
    for seed in seeds:
        made = subjects.of_seed(seed, most_clauses=10)
        if made is not None:
            try:
                worlds = Worlds(made.policy, made.product.diagrams, made.verdicts)
            except TooManyError:
                continue
            judged += _judge(made, worlds)
    assert judged > 0


def _judge(made: Subject, worlds: Worlds) -> int:
    """How many nodes were judged: after answers, and without clauses that nobody answers."""
    problem, product = made.problem(), made.product
    gain = Gain(problem)
    judged = 0
    for _ in range(_TRIES):
        at = some_cells(made.rng, worlds)
        open_ = [place for place, cell in enumerate(at) if cell is None]
        closed = [] if made.rng.random() < 0.5 else [int(p) for p in generate.some(made.rng, [str(p) for p in open_])]
        node = product.exists(product.after(at), [product.level_of[place] for place in closed])
        if product.done(node):
            continue
        what = f"at {at} without {closed}\n{made}"
        table = worlds.left(at, closed)
        gains = gain.gains(node)
        assert gain.unknown(node) == pytest.approx(_unknown(worlds, made, at, table)), what
        assert sorted(gains) == product.levels(node), what
        for level, found in gains.items():
            right = _gain(worlds, made, at, table, product.diagrams.order[level])
            assert found == pytest.approx(right, rel=1e-6, abs=1e-9), what
        picked = gain.pick(node)
        assert len(problem.chances.cells(node, picked)) > 1, f"it asks what is implied, {what}"
        per_price = {level: gains[level] / problem.prices[level] for level in gains}
        assert per_price[picked] == pytest.approx(max(per_price.values()), abs=1e-9), what
        judged += 1
    return judged


def _unknown(worlds: Worlds, made: Subject, at: Sequence[int | None], table: Sequence[Outcome | None]) -> float:
    """The entropy of each verdict in bits, added up."""
    masses: list[dict[object, float]] = [{} for _ in made.verdicts]
    for number in worlds.fitting(at):
        outcome = table[number]
        if outcome is not None:
            weight = _weight(worlds, made, at, number)
            for mass, value in zip(masses, outcome, strict=True):
                mass[value] = mass.get(value, 0.0) + weight
    return sum(
        -sum(share / sum(mass.values()) * math.log2(share / sum(mass.values())) for share in mass.values())
        for mass in masses
    )


def _gain(
    worlds: Worlds, made: Subject, at: Sequence[int | None], table: Sequence[Outcome | None], clause: int
) -> float:
    """How much less of that is unknown on average when a clause is answered."""
    chances: dict[int, float] = {}
    for number in worlds.fitting(at):
        if table[number] is not None:
            cell = worlds.completions[number][clause]
            chances[cell] = chances.get(cell, 0.0) + _weight(worlds, made, at, number)
    after = 0.0
    for cell, chance in chances.items():
        answered = [*at[:clause], cell, *at[clause + 1 :]]
        after += chance / sum(chances.values()) * _unknown(worlds, made, answered, table)
    return _unknown(worlds, made, at, table) - after


def _weight(worlds: Worlds, made: Subject, at: Sequence[int | None], number: int) -> float:
    cells = zip(made.weights, worlds.completions[number], at, strict=True)
    return math.prod(mine[cell] for mine, cell, known in cells if known is None)


# --- by hand -----------------------------------------------------------------------------------------------------


def _gain_of(source: str, *verdicts: str, **prices: float) -> tuple[Gain, ProductDiagram]:
    """With all answers equally likely."""
    program = compiled(source, "diagram")
    product = program.product(verdicts)
    assert product is not None
    names = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
    weights = [[1 / size] * size for size in product.sizes]
    return Gain(AskingProblem(program.counted, product, weights, [prices.get(name, 1.0) for name in names])), product


def _level(product: ProductDiagram, name: str) -> int:
    return product.level_of[product.diagrams.clauses.index(name)]


def test_a_bit_is_a_bit() -> None:
    gain, product = _gain_of("{{verdict v = a}} {{verdict w = a or b}}", "v", "w")
    assert gain.unknown(product.root) == pytest.approx(1 + 0.811278, rel=1e-5)
    assert gain.gains(product.root)[_level(product, "a")] == pytest.approx(1 + 0.811278 - 0.5, rel=1e-5)
    assert gain.gains(product.root)[_level(product, "b")] == pytest.approx(0.811278 - 0.5, rel=1e-5)
    assert gain.pick(product.root) == _level(product, "a")


def test_of_equals_the_first_in_the_file_is_asked() -> None:
    gain, product = _gain_of("{{verdict v = c and a and b}}", "v")
    assert gain.pick(product.root) == _level(product, "a")


def test_what_tells_more_for_its_price_is_asked() -> None:
    gain, product = _gain_of("{{verdict v = c and a and b}}", "v", a=2.0, c=0.5)
    assert gain.pick(product.root) == _level(product, "c")


def test_where_nothing_tells_anything_by_itself_the_cheapest_is_asked() -> None:
    gain, product = _gain_of("{{verdict v = a xor b xor c}}", "v", a=2.0)
    assert not any(gain.gains(product.root).values())
    assert gain.pick(product.root) == _level(product, "b")


def test_where_nothing_tells_anything_by_itself_what_is_implied_is_not_asked() -> None:
    gain, product = _gain_of("{{assume a or b}} {{verdict v = (a or b) and (c xor d)}}", "v", a=0.1)
    node = product.restrict(product.root, _level(product, "b"), 0)
    assert gain.pick(node) == _level(product, "c")
