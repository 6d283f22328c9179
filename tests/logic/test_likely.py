"""What Z3 finds that would settle a verdict: it does settle it, has nothing to spare, and is what is likely."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

import logitext
from logitext.logic.backend import Likely
from logitext.logic.program import Program
from logitext.policy.sorts import Value


def found(
    text: str, answers: Mapping[str, Value], chances: Mapping[str, Mapping[Value, float]], **prices: float
) -> Sequence[Likely]:
    policy = logitext.loads(text).checked
    (verdict,) = policy.verdicts
    program = Program(policy, backend="z3")
    return asyncio.run(program.likely(answers, verdict, chances, dict.fromkeys(policy.clauses, 1.0) | prices))


def holds(chance: float) -> Mapping[Value, float]:
    return {True: chance, False: 1 - chance}


OR = "{{let a = [[a]]  let b = [[b]]  let c = [[c]]  verdict v = a and b or c}}"


def test_each_way_has_its_list() -> None:
    true, false = found(OR, {}, {"a": holds(0.6), "b": holds(0.7), "c": holds(0.1)})
    assert set(true.clauses) == {"a", "b"}
    assert true.chance == pytest.approx(0.42)
    # `a` and `c` false, or `b` and `c` false; what is more likely to come out otherwise is asked first.
    assert set(false.clauses) in ({"a", "c"}, {"b", "c"})
    assert false.clauses[-1] == "c"


def test_what_is_dear_is_left_out() -> None:
    chances = {"a": holds(0.5), "b": holds(0.5), "c": holds(0.5)}
    for dear in ("a", "b"):
        _, false = found(OR, {}, chances, **{dear: 50.0})
        assert dear not in false.clauses
        assert false.price == 2


def test_sums_and_texts_are_settled() -> None:
    text = '{{let n: Int = [[n]] let m: Int = [[m]] let who: Text = [[who]] verdict v = n + m > 3 and who == "Ada"}}'
    true, false = found(text, {}, {})
    assert set(true.clauses) == {"n", "m", "who"}
    assert false.clauses in (("who",), ("n", "m"), ("m", "n"))
    (one,) = [one for one in found(text, {"n": 1, "who": "Ada"}, {}) if one.clauses == ("m",)][:1]
    assert one.chance == 0.5


def test_a_verdict_that_is_no_truth_value_has_two_ways_as_well() -> None:
    text = "{{let level: low | high = [[level]] let n: Int = [[n]] verdict v = if level == low then n else 2 * n}}"
    ways = found(text, {"n": 5}, {"level": {"low": 0.9, "high": 0.1}})
    assert sorted(one.chance for one in ways) == [pytest.approx(0.1), pytest.approx(0.9)]
    assert {one.clauses for one in ways} == {("level",)}


def test_what_is_found_settles_the_verdict_and_nothing_can_be_left_out() -> None:
    """Against every world of random formulas: with the values that are supposed, and with none of them left out."""
    rng = Random(5)
    for _ in range(40):
        tree = _tree(rng, list(NAMES))
        text = "{{" + " ".join(f"let {name} = [[{name}]]" for name in NAMES) + f" verdict v = {_written(tree)}}}}}"
        chances = {name: holds(rng.choice([0.1, 0.3, 0.8])) for name in NAMES}
        ways = found(text, {}, chances)
        assert len(ways) == 2
        for one, outcome in zip(ways, (True, False), strict=True):
            supposed = [
                given
                for values in itertools.product([False, True], repeat=len(one.clauses))
                if _settled(tree, given := dict(zip(one.clauses, values, strict=True))) == {outcome}
                and _chance(chances, given) == pytest.approx(one.chance)
            ]
            assert supposed, (text, one)
            assert any(
                all(len(_settled(tree, {n: v for n, v in given.items() if n != name})) == 2 for name in one.clauses)
                for given in supposed
            ), (text, one)


NAMES = "abcde"
Tree = str | tuple[Any, ...]


def _tree(rng: Random, names: list[str]) -> Tree:
    if len(names) == 1:
        return names[0] if rng.random() < 0.7 else ("not", names[0])
    cut = rng.randint(1, len(names) - 1)
    return rng.choice(["and", "or"]), _tree(rng, names[:cut]), _tree(rng, names[cut:])


def _written(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    return f"not {tree[1]}" if tree[0] == "not" else f"({_written(tree[1])} {tree[0]} {_written(tree[2])})"


def _value(tree: Tree, world: Mapping[str, bool]) -> bool:
    if isinstance(tree, str):
        return world[tree]
    if tree[0] == "not":
        return not _value(tree[1], world)
    one, other = _value(tree[1], world), _value(tree[2], world)
    return one and other if tree[0] == "and" else one or other


def _settled(tree: Tree, given: Mapping[str, bool]) -> set[bool]:
    """The outcomes that are left."""
    worlds = itertools.product([False, True], repeat=len(NAMES))
    return {_value(tree, {**dict(zip(NAMES, world, strict=True)), **given}) for world in worlds}


def _chance(chances: Mapping[str, Mapping[Value, float]], given: Mapping[str, bool]) -> float:
    result = 1.0
    for name, value in given.items():
        result *= chances[name][value]
    return result
