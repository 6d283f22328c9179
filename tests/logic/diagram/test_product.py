"""Verdicts together on one diagram, against brute force over every completion of random policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from logitext.logic.diagram.product import NONE, ProductDiagram
from logitext.logic.diagram.store import END, TooLargeError
from logitext.logic.program import Program
from tests.judge import cases, generate
from tests.logic.diagram.worlds import Cells, Outcome, TooManyError, Worlds, shown, some_cells
from tests.logic.policies import compiled

_TRIES = 6


def _subjects(seeds: range) -> Iterator[tuple[str, Random, ProductDiagram, Worlds]]:
    """Random policies that have diagrams, with some of their verdicts in some order."""
    for seed in seeds:
        case = cases.case(seed)
        policy = case.judge.policy
        verdicts = case.rng.sample(policy.verdicts, case.rng.randint(1, len(policy.verdicts)))
        product = Program(case.checked).product(verdicts)
        if product is None:
            continue
        try:
            worlds = Worlds(policy, product.diagrams, verdicts)
        except TooManyError:
            continue
        yield case.failed({}, f"verdicts {verdicts}"), case.rng, product, worlds


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_joint_diagrams_and_brute_force_agree(seeds: range) -> None:
    tried = 0
    for failed, rng, product, worlds in _subjects(seeds):
        _judge_left(failed, rng, product, worlds)
        _judge_nodes(failed, product)
        tried += 1
    assert tried > 0


def _judge_left(failed: str, rng: Random, product: ProductDiagram, worlds: Worlds) -> None:
    """What is left after answers, and without clauses that nobody answers, is the function that it should be."""
    node_of: dict[tuple[Outcome | None, ...], int] = {}
    for _ in range(_TRIES):
        at = some_cells(rng, worlds)
        open_ = [place for place, cell in enumerate(at) if cell is None]
        node = product.after(at)
        table = worlds.left(at)
        what = f"{failed}\nat {dict(zip(worlds.names, at, strict=True))}"
        _judge_node(what, product, worlds, node, table)
        assert node == _one_by_one(rng, product, at), f"{what}: the order of answers makes a difference"

        closed = generate.some(rng, [str(place) for place in open_])
        levels = [product.level_of[int(place)] for place in closed]
        without = product.exists(node, levels)
        table_without = worlds.left(at, {int(place) for place in closed})
        what += f"\nwithout {[worlds.names[int(place)] for place in closed]}"
        _judge_node(what, product, worlds, without, table_without)
        assert without == product.exists(node, rng.sample(levels, len(levels))), f"{what}: the order makes a difference"
        for key, found in ((tuple(table), node), (tuple(table_without), without)):
            assert node_of.setdefault(key, found) == found, f"{what}: two nodes for one function"
    assert len(set(node_of.values())) == len(node_of), f"{failed}: one node for two functions"


def _judge_node(what: str, product: ProductDiagram, worlds: Worlds, node: int, table: Sequence[Outcome | None]) -> None:
    level_of, order = product.level_of, product.diagrams.order
    outcomes = {outcome for outcome in table if outcome is not None}
    ends = [end for index, end in enumerate(product.outcomes) if product.ends[node] >> index & 1]
    assert {shown(product, end) for end in ends} == outcomes, what
    assert len(ends) == len(outcomes), what
    assert product.done(node) == (len(outcomes) <= 1), what
    levels = product.levels(node)
    assert levels == sorted(levels)
    assert {order[level] for level in levels} == worlds.depends(table), what
    for cells, outcome in zip(worlds.completions, table, strict=True):
        here = node
        while product.kids[here]:
            here = product.kids[here][cells[order[product.level[here]]]]
        assert (None if here == NONE else shown(product, here)) == outcome, what
    assert all(level_of[order[level]] == level for level in levels)


def _one_by_one(rng: Random, product: ProductDiagram, at: Cells) -> int:
    node = product.root
    places = [place for place, cell in enumerate(at) if cell is not None]
    rng.shuffle(places)
    for place in places:
        cell = at[place]
        assert cell is not None
        node = product.restrict(node, product.level_of[place], cell)
    return node


def _judge_nodes(failed: str, product: ProductDiagram) -> None:
    """Whatever was made on the way is reduced, ordered and unique, and knows what lies below it."""
    met = set()
    for node in range(len(product)):
        level, kids = product.level[node], product.kids[node]
        if level == END:
            assert kids == ()
            assert product.support[node] == 0
            continue
        assert len(set(kids)) > 1, failed
        assert all(product.level[kid] > level for kid in kids), failed
        assert (level, kids) not in met, failed
        met.add((level, kids))
        below = product.below(node)
        assert below[0] == node
        assert len(set(below)) == len(below)
        places = {other: place for place, other in enumerate(below)}
        for other in below:
            for kid in product.kids[other]:
                assert (kid in places) == (product.level[kid] != END), failed
                assert product.level[kid] == END or places[kid] > places[other], failed
        assert product.levels(node) == sorted({product.level[other] for other in below}), failed


# --- by hand -----------------------------------------------------------------------------------------------------


def _product(source: str, *verdicts: str, most: int | None = None) -> ProductDiagram:
    product = compiled(source, "diagram").product(verdicts, most)
    assert product is not None
    return product


def _after(product: ProductDiagram, **cells: int) -> int:
    return product.after([cells.get(name) for name in product.diagrams.clauses])


def _levels(product: ProductDiagram, *names: str) -> list[int]:
    return [product.level_of[product.diagrams.clauses.index(name)] for name in names]


def _ends(product: ProductDiagram, node: int) -> set[Outcome]:
    return {shown(product, end) for index, end in enumerate(product.outcomes) if product.ends[node] >> index & 1}


def test_what_answers_make_the_same_is_one_node() -> None:
    product = _product("{{verdict v = (a or b) and c}} {{verdict w = c or d}}", "v", "w")
    assert _after(product, a=1) == _after(product, b=1) == _after(product, a=1, b=0)
    assert _after(product, a=1) != _after(product, a=0)
    assert product.after([None] * len(product.diagrams.clauses)) == product.root


def test_answers_that_contradict_an_assumption_leave_no_world() -> None:
    product = _product("{{assume a implies b}} {{verdict v = a and c}}", "v")
    node = _after(product, a=1, b=0)
    assert node == NONE
    assert product.done(node)
    assert product.levels(node) == []
    assert product.below(node) == []


def test_a_clause_that_matters_only_through_an_assumption_is_in_the_support() -> None:
    product = _product("{{assume a implies b}} {{verdict v = a and c}}", "v")
    assert set(product.levels(product.root)) == set(_levels(product, "a", "b", "c"))


def test_assumptions_that_have_to_do_with_no_verdict_are_left_out() -> None:
    product = _product("{{assume d implies e}} {{verdict v = a and c}}", "v")
    assert set(product.levels(product.root)) == set(_levels(product, "a", "c"))
    assert _after(product, d=1, e=0) == product.root


def test_what_nobody_answers_leaves_a_verdict_open() -> None:
    product = _product("{{verdict v = a and c}} {{verdict w = b}}", "v", "w")
    node = product.exists(product.root, _levels(product, "a"))
    assert _ends(product, node) == {(None, True), (None, False), (False, True), (False, False)}
    assert set(product.levels(node)) == set(_levels(product, "b", "c"))
    node = product.exists(product.root, _levels(product, "a", "b", "c"))
    assert _ends(product, node) == {(None, None)}
    assert product.done(node)


def test_what_nobody_answers_may_be_implied() -> None:
    product = _product("{{assume b iff a}} {{verdict v = a}}", "v")
    node = product.exists(product.root, _levels(product, "a"))
    assert _ends(product, node) == {(True,), (False,)}


def test_a_diagram_that_grows_too_large_is_given_up() -> None:
    source = "{{verdict v = a xor b xor c}} {{verdict w = at least 2 of (c, d, e)}}"
    size = len(_product(source, "v", "w"))
    product = _product(source, "v", "w", most=size)
    with pytest.raises(TooLargeError):
        product.exists(product.root, _levels(product, "c"))
    assert _after(product, a=0) != product.root, "what there is already can still be looked up"
    with pytest.raises(TooLargeError):
        _product(source, "v", "w", most=size - 1)


def test_many_answers_at_once_lead_where_they_lead_one_by_one() -> None:
    names = [f"c{number}" for number in range(30)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    parts = " or ".join(f"({' and '.join(names[at : at + 3])})" for at in range(0, 30, 3))
    source = f"{{{{text post}}}} {{{{{clauses} verdict v = {parts}}}}}"
    rng = Random(1)
    for _ in range(20):
        at = [rng.choice((0, 1, None, None)) for _ in _product(source, "v").diagrams.clauses]
        product, other = _product(source, "v"), _product(source, "v")
        node = other.root
        for clause, cell in enumerate(at):
            if cell is not None:
                node = other.restrict(node, other.level_of[clause], cell)
        found = product.after(at)
        assert _shape(product, found) == _shape(other, node)


def _shape(product: ProductDiagram, node: int) -> object:
    """A node with all below it, whatever the numbers of nodes."""
    met: dict[int, int] = {}

    def walk(here: int) -> object:
        if here in met:
            return met[here]
        met[here] = len(met)
        if not product.kids[here]:
            return ("end", product.outcomes.get(here))
        return (product.level[here], [walk(kid) for kid in product.kids[here]])

    return walk(node)
