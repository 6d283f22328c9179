"""Clauses that are alike are planned for by their number."""

from __future__ import annotations

import itertools
from random import Random

import pytest

import logitext
from logitext import theory
from logitext.logic.diagram.joint import Joint
from logitext.strategy.alike import Alike
from tests.judge import cases
from tests.strategy import subject as subjects


def _joint(formula: str, names: str = "abcdef", extra: str = "") -> Joint:
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    policy = logitext.loads(f"{{{{text post}}}} {{{{{clauses} {extra} verdict v = {formula}}}}}")
    joint = policy.program.joint(["v"])
    assert joint is not None
    return joint


def _classes(joint: Joint, prices: dict[str, float] | None = None, weights: dict[str, float] | None = None) -> set[str]:
    names = [joint.diagrams.clauses[clause] for clause in joint.diagrams.order]
    chances = [(weights or {}).get(name, 0.5) for name in names]
    alike = Alike(joint, [(1 - one, one) for one in chances], [(prices or {}).get(name, 1.0) for name in names])
    found = alike.classes(joint.root, joint.levels(joint.root))
    return {"".join(sorted(names[level] for level in levels)) for levels in found.values()}


def test_what_is_counted_is_alike() -> None:
    assert _classes(_joint("at least 2 of (a, b, c, d, e, f)")) == {"abcdef"}
    assert _classes(_joint("(a or b or c) unless (d and e)", "abcde")) == {"abc", "de"}
    assert _classes(_joint("a xor b xor c", "abc")) == {"abc"}
    assert _classes(_joint("if a then b else c", "abc")) == {"a", "b", "c"}
    assert _classes(_joint("a implies b", "ab")) == {"a", "b"}


def test_a_price_a_chance_and_an_assumption_make_a_difference() -> None:
    joint = _joint("a or b or c", "abc")
    assert _classes(joint, prices={"c": 2.0}) == {"ab", "c"}
    assert _classes(joint, weights={"a": 0.4}) == {"a", "bc"}
    assert _classes(_joint("a or b or c", "abc", "assume a implies b")) == {"a", "b", "c"}


@pytest.mark.parametrize("names", ["".join(names) for names in itertools.permutations("abc")])
def test_what_counts_where_another_does_not_is_not_alike(names: str) -> None:
    """Whatever the order of the levels: where c holds, a and b can be exchanged, and where not, only one counts."""
    assert _classes(_joint("if c then a and b else b", names)) == {"a", "b", "c"}
    assert _classes(_joint("if c then a and b else a", names)) == {"a", "b", "c"}
    assert _classes(_joint("if c then a and b else a or b", names)) == {"ab", "c"}


def test_a_class_is_asked_in_the_order_of_the_file() -> None:
    joint = _joint("at least 2 of (c, a, b)", "abc")
    levels = [joint.level_of[joint.diagrams.clauses.index(name)] for name in "abc"]
    alike = Alike(joint, [(0.5, 0.5)] * 3, [1.0] * 3)
    assert [alike.first(joint.root, level) for level in levels] == [levels[0]] * 3
    rest = joint.given(joint.root, levels[0], 1)
    assert alike.first(rest, levels[2]) == levels[1]


@pytest.mark.parametrize("seeds", cases.seeds(200), ids=cases.name)
def test_exchanging_the_cells_of_what_is_alike_changes_nothing(seeds: range) -> None:
    for seed in seeds:
        made = subjects.of_seed(seed, most_clauses=6)
        if made is None:
            continue
        joint = made.joint
        even = [(1 / size,) * size for size in joint.sizes]
        found = Alike(joint, even, [1.0] * len(joint.sizes)).classes(joint.root, joint.levels(joint.root))
        worlds = list(itertools.product(*[range(size) for size in joint.sizes]))
        rng = Random(seed)
        for one, other in (pair for levels in found.values() for pair in itertools.combinations(levels, 2)):
            for world in rng.sample(worlds, min(len(worlds), 60)):
                turned = list(world)
                turned[one], turned[other] = world[other], world[one]
                assert _end(joint, world) == _end(joint, turned), f"{one} and {other}\n{made}"


def _end(joint: Joint, world: tuple[int, ...] | list[int]) -> int:
    node = joint.root
    while joint.kids[node]:
        node = joint.kids[node][world[joint.level[node]]]
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
