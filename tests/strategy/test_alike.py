"""Clauses that are alike are planned for by their number."""

from __future__ import annotations

import itertools
from random import Random

import pytest

import logitext
from logitext import theory
from logitext.logic.diagram.product import ProductDiagram
from logitext.strategy.alike import AlikeLevels
from tests.judge import cases
from tests.strategy import subject as subjects


def _product(formula: str, names: str = "abcdef", extra: str = "") -> ProductDiagram:
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    policy = logitext.loads(f"{{{{text post}}}} {{{{{clauses} {extra} verdict v = {formula}}}}}")
    product = policy.program.product(["v"])
    assert product is not None
    return product


def _classes(
    product: ProductDiagram, prices: dict[str, float] | None = None, weights: dict[str, float] | None = None
) -> set[str]:
    names = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
    chances = [(weights or {}).get(name, 0.5) for name in names]
    alike = AlikeLevels(product, [(1 - one, one) for one in chances], [(prices or {}).get(name, 1.0) for name in names])
    found = alike.classes(product.root, product.levels(product.root))
    return {"".join(sorted(names[level] for level in levels)) for levels in found.values()}


def test_what_is_counted_is_alike() -> None:
    assert _classes(_product("at least 2 of (a, b, c, d, e, f)")) == {"abcdef"}
    assert _classes(_product("(a or b or c) unless (d and e)", "abcde")) == {"abc", "de"}
    assert _classes(_product("a xor b xor c", "abc")) == {"abc"}
    assert _classes(_product("if a then b else c", "abc")) == {"a", "b", "c"}
    assert _classes(_product("a implies b", "ab")) == {"a", "b"}


def test_a_price_a_chance_and_an_assumption_make_a_difference() -> None:
    product = _product("a or b or c", "abc")
    assert _classes(product, prices={"c": 2.0}) == {"ab", "c"}
    assert _classes(product, weights={"a": 0.4}) == {"a", "bc"}
    assert _classes(_product("a or b or c", "abc", "assume a implies b")) == {"a", "b", "c"}


@pytest.mark.parametrize("names", ["".join(names) for names in itertools.permutations("abc")])
def test_what_counts_where_another_does_not_is_not_alike(names: str) -> None:
    """Whatever the order of the levels: where c holds, a and b can be exchanged, and where not, only one counts."""
    assert _classes(_product("if c then a and b else b", names)) == {"a", "b", "c"}
    assert _classes(_product("if c then a and b else a", names)) == {"a", "b", "c"}
    assert _classes(_product("if c then a and b else a or b", names)) == {"ab", "c"}


def test_a_class_is_asked_in_the_order_of_the_file() -> None:
    product = _product("at least 2 of (c, a, b)", "abc")
    levels = [product.level_of[product.diagrams.clauses.index(name)] for name in "abc"]
    alike = AlikeLevels(product, [(0.5, 0.5)] * 3, [1.0] * 3)
    assert [alike.first(product.root, level) for level in levels] == [levels[0]] * 3
    rest = product.restrict(product.root, levels[0], 1)
    assert alike.first(rest, levels[2]) == levels[1]


@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_exchanging_the_cells_of_what_is_alike_changes_nothing(seeds: range) -> None:
    for seed in seeds:
        made = subjects.of_seed(seed, most_clauses=6)
        if made is None:
            continue
        product = made.product
        even = [(1 / size,) * size for size in product.sizes]
        found = AlikeLevels(product, even, [1.0] * len(product.sizes)).classes(
            product.root, product.levels(product.root)
        )
        worlds = list(itertools.product(*[range(size) for size in product.sizes]))
        rng = Random(seed)
        for one, other in (pair for levels in found.values() for pair in itertools.combinations(levels, 2)):
            for world in rng.sample(worlds, min(len(worlds), 60)):
                turned = list(world)
                turned[one], turned[other] = world[other], world[one]
                assert _end(product, world) == _end(product, turned), f"{one} and {other}\n{made}"


def _end(product: ProductDiagram, world: tuple[int, ...] | list[int]) -> int:
    node = product.root
    while product.kids[node]:
        node = product.kids[node][world[product.level[node]]]
    return node


@pytest.mark.parametrize("call", [0, 1])
def test_many_of_many_are_planned_in_few_states(call: int) -> None:
    """Of 60 clauses the diagram of what is left stays small; the states of all sets of answers would be 2 ** 60."""
    names = [f"c{number}" for number in range(60)]
    clauses = "".join(f"{{{{let {name} = [[does {name}]]}}}}" for name in names)
    policy = logitext.loads(f"{{{{text post}}}} {clauses} {{{{verdict v = at least 20 of ({', '.join(names)})}}}}")
    true = frozenset(names[::3])
    reader = theory.Function(lambda question, _: question.clause in true, price=theory.Price(call=call, question=1))
    result = policy.check("x", theory=reader)
    assert result.verdicts["v"].value is True
