"""Conditions of a policy, on diagrams and by Z3, against all worlds of small policies tried one by one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from random import Random

import pytest

import logitext
from logitext.logic.any_text import ANY_TEXT
from logitext.logic.conditions.conditions import BackendCondition, Conditions, TooHardError
from logitext.logic.conditions.diagram import DiagramConditions
from logitext.logic.conditions.solver import SolverConditions
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL, INT, Value
from logitext.policy.tallies import tally
from logitext.policy.term import ClauseRef, Constant
from logitext.syntax.source import Span
from tests.logic.made import Made, Test, World, made

BACKENDS: Mapping[str, Callable[[Program], Conditions]] = {
    "diagram": lambda program: DiagramConditions(program.policy, program.counted),
    "z3": lambda program: SolverConditions(program.policy, program.counted),
}
SEEDS = {"diagram": range(60), "z3": range(20)}
RUNS = [pytest.param(name, seed, id=f"{name}-{seed}") for name, seeds in SEEDS.items() for seed in seeds]


class Tried:
    """A policy by both: its conditions, and its worlds in Python."""

    def __init__(self, backend: str, seed: int) -> None:
        self.made: Made = made(seed, named=True)
        self.rng = Random(seed)
        self.conditions = BACKENDS[backend](logitext.loads(self.made.source).program)
        policy = self.conditions.policy
        self.every: list[World] = [
            dict(zip(self.made.values, values, strict=True)) for values in itertools.product(*self.made.values.values())
        ]
        self.allowed = [world for world in self.every if self.made.allowed(world)]
        self.ids = [one.id for one in policy.assumptions]
        self.formulas: list[tuple[BackendCondition, Test]] = [
            (self.conditions.defined[name], self.test_of(name))
            for name in policy.order
            if policy.body(name).sort == BOOL
        ] + [
            (self.conditions.meaning(ClauseRef(name, BOOL)), self.test_of(name))
            for name, clause in policy.clauses.items()
            if clause.sort == BOOL
        ]

    def test_of(self, name: str) -> Test:
        defined = self.made.defined
        return lambda world: (defined[name](world) if name in defined else world[name]) is True

    def some(self, worlds: Sequence[World]) -> list[World]:
        return self.rng.sample(worlds, min(5, len(worlds)))

    def cell(self, clause: str, value: Value) -> int:
        return self.conditions.cells[clause].cell(value)

    def at(self, meaning: BackendCondition, world: World) -> BackendCondition:
        for clause, value in world.items():
            meaning = self.conditions.at(meaning, clause, self.cell(clause, value))
        return meaning

    def holds(self, condition: BackendCondition, world: World) -> bool:
        """Whether a condition holds in a world, whatever the assumptions say."""
        return self.conditions.world(self.at(condition, world), ()) is not None

    def agree(self, found: World, world: World) -> bool:
        return all(self.cell(clause, value) == self.cell(clause, world[clause]) for clause, value in found.items())


@pytest.mark.parametrize(("backend", "seed"), RUNS)
def test_what_holds_in_a_world(backend: str, seed: int) -> None:
    tried = Tried(backend, seed)
    conditions = tried.conditions
    (a, is_a), (b, is_b) = (tried.rng.choice(tried.formulas) for _ in range(2))
    with conditions.scope():  # what is thrown away at its end is found anew
        for world in tried.some(tried.every):
            assert tried.holds(conditions.negate(conditions.both(a, b)), world) is not (is_a(world) and is_b(world))
    for world in tried.some(tried.every):
        for condition, test in tried.formulas:
            assert tried.holds(condition, world) is test(world)
        assert tried.holds(conditions.both(a, b), world) is (is_a(world) and is_b(world))
        assert tried.holds(conditions.either(a, b), world) is (is_a(world) or is_b(world))
        assert tried.holds(conditions.negate(a), world) is not is_a(world)
        assert tried.holds(conditions.differ(a, b, BOOL), world) is (is_a(world) != is_b(world))
        assert tried.holds(conditions.both(), world)
        assert not tried.holds(conditions.either(), world)
        for id, test in zip(tried.ids, tried.made.assumed, strict=True):
            assert tried.holds(conditions.assumed[id], world) is test(world)


@pytest.mark.parametrize(("backend", "seed"), RUNS)
def test_worlds_that_meet_a_condition(backend: str, seed: int) -> None:
    """All that agree with the world that is found meet condition and assumptions, as far as these have a say."""
    tried = Tried(backend, seed)
    conditions = tried.conditions
    with conditions.scope():  # what is thrown away at its end, and built anew in the same places
        for condition, test in tried.formulas[:3]:
            meets(tried, conditions.both(condition, tried.formulas[-1][0]), _and(test, tried.formulas[-1][1]))
    for condition, test in tried.formulas[:3]:
        meets(tried, conditions.either(condition, tried.formulas[-1][0]), _or(test, tried.formulas[-1][1]))
    for condition, test in tried.formulas:
        meets(tried, condition, test)
    if tried.allowed:
        for condition, test in tried.formulas:
            assert conditions.possible([condition]) is any(test(world) for world in tried.allowed)
        for (a, is_a), (b, is_b) in itertools.combinations(tried.formulas, 2):
            assert conditions.possible([a, b]) is any(is_a(world) and is_b(world) for world in tried.allowed)


def meets(tried: Tried, condition: BackendCondition, test: Test) -> None:
    among: list[Sequence[str] | None] = [None, (), *([id] for id in tried.ids)]
    for ids in among:
        tests = tried.made.assumed if ids is None else [tried.made.assumed[tried.ids.index(id)] for id in ids]
        allowed = [world for world in tried.every if all(one(world) for one in tests)]
        if not allowed and len(tests) > 1:
            continue  # assumptions of which each can hold are to hold together
        found = tried.conditions.world(condition, ids)
        so = [world for world in allowed if test(world)]
        assert (found is None) == (not so)
        if found is not None:
            assert list(found) == [name for name in tried.made.values if name in found]
            like = [world for world in tried.every if tried.agree(found, world)]
            assert all(test(world) for world in like)
            assert any(world in so for world in like)


def _and(one: Test, other: Test) -> Test:
    return lambda world: one(world) and other(world)


def _or(one: Test, other: Test) -> Test:
    return lambda world: one(world) or other(world)


@pytest.mark.parametrize(("backend", "seed"), RUNS)
def test_what_a_clause_changes(backend: str, seed: int) -> None:
    """Of formulas, and of the number `points`."""
    tried = Tried(backend, seed)
    conditions = tried.conditions
    clause = tried.rng.choice(list(tried.made.values))
    one, other = tried.rng.sample(tried.made.values[clause], 2)
    for name, meaning in conditions.defined.items():
        value_of, sort = tried.made.defined[name], conditions.policy.body(name).sort
        left, right = (conditions.at(meaning, clause, tried.cell(clause, value)) for value in (one, other))
        differ = conditions.differ(left, right, sort)
        for world in tried.some(tried.every):
            expected = value_of({**world, clause: one}) != value_of({**world, clause: other})
            assert tried.holds(differ, world) is expected, (name, clause, world)
        for number in (0, 2, 7) if sort == INT else ():
            other_than = conditions.differ(meaning, conditions.meaning(Constant(number, INT)), INT)
            for world in tried.some(tried.every):
                assert tried.holds(other_than, world) is (value_of(world) != number)
        values = {value_of(world) for world in tried.allowed}
        if values:
            assert conditions.some_value(meaning, sort) in values


@pytest.mark.parametrize(("backend", "seed"), RUNS[::5])
def test_how_many_formulas_hold(backend: str, seed: int) -> None:
    tried = Tried(backend, seed)
    conditions = tried.conditions
    names = [name for name, clause in conditions.policy.clauses.items() if clause.sort == BOOL]
    number = conditions.meaning(tally([ClauseRef(name, BOOL) for name in names], Span(0, 0)))
    for most in (0, 1, 2, len(names)):
        differ = conditions.differ(number, conditions.meaning(Constant(most, INT)), INT)
        for world in tried.some(tried.every):
            assert tried.holds(differ, world) is (sum(world[name] is True for name in names) != most)


@pytest.mark.parametrize(("backend", "seed"), RUNS)
def test_what_terms_mean_where_a_definition_means_something_else(backend: str, seed: int) -> None:
    tried = Tried(backend, seed)
    conditions, policy = tried.conditions, tried.conditions.policy
    for name in policy.order[:-1]:
        if policy.body(name).sort != BOOL:
            continue
        for value, condition in ((True, conditions.both()), (False, conditions.either())):
            defined = {**conditions.defined, name: condition}
            for user in policy.order[policy.order.index(name) + 1 :]:
                defined[user] = conditions.meaning(policy.body(user), defined)
            for world in tried.some(tried.every):
                assert tried.holds(defined["found"], world) is tried.made.holds({**world, name: value})
            again = conditions.meaning(policy.body("found"))
            assert all(tried.holds(again, world) is tried.made.holds(world) for world in tried.some(tried.every))


@pytest.mark.parametrize(("backend", "seed"), RUNS)
def test_signatures_are_values_in_worlds_that_are_allowed(backend: str, seed: int) -> None:
    tried = Tried(backend, seed)
    conditions, made = tried.conditions, tried.made
    if not tried.allowed:
        return
    columns = {name: conditions.signature(name) for name in (*made.values, *conditions.defined)}
    assert len(set(map(len, columns.values()))) == 1  # type: ignore[arg-type]  # they are tuples
    for row in zip(*columns.values(), strict=True):
        seen = dict(zip(columns, row, strict=True))
        like = [w for w in tried.every if all(tried.cell(n, seen[n]) == tried.cell(n, w[n]) for n in made.values)]
        assert like
        for world in like:
            assert made.allowed(world)
            assert {name: seen[name] for name in made.defined} == {name: of(world) for name, of in made.defined.items()}
    if backend == "diagram" and len(tried.allowed) > 1:
        assert len(set(zip(*columns.values(), strict=True))) > 1


@pytest.mark.parametrize("backend", BACKENDS)
def test_nothing_is_known_beyond_what_is_allowed(backend: str) -> None:
    names = [f"a{number}" for number in range(12)]
    source = " ".join(f"let {name} = [[{name}]]" for name in names)
    pairs = " or ".join(f"({one} and {other})" for one, other in itertools.pairwise(names))
    conditions = BACKENDS[backend](logitext.loads(f"{{{{{source} verdict v = {pairs} verdict w = not (v)}}}}").program)
    conditions.allow(0)
    with pytest.raises(TooHardError):
        conditions.world(
            conditions.differ(conditions.defined["v"], conditions.at(conditions.defined["w"], "a5", 1), BOOL)
        )
    conditions.allow()
    assert conditions.world(conditions.defined["v"]) is not None


@pytest.mark.parametrize(
    ("formula", "world"),
    [
        ("n != 0", {"n": 1}),  # rather than -1
        ("n < 0", {"n": -1}),
        ("k != middle", {"k": "low"}),  # the first of those that will do
        ('t == "x"', {"t": "x"}),
        ('t != "x"', {"t": ANY_TEXT}),  # a text that the policy does not name
        ('t != "something else"', {"t": "something else 2"}),
        ("a", {"a": True}),
        ("(n < 0 or a) and (n >= 0 or k == high)", {"a": True, "n": 0}),  # numbers below 0 are harder to imagine
    ],
)
def test_the_plainest_world_is_shown(formula: str, world: World) -> None:
    source = f"""{{{{let n: Int = [[n]] let k: low | middle | high = [[k]] let t: Text = [[t]] let a = [[a]]
        verdict v = {formula}}}}}"""
    conditions = BACKENDS["diagram"](logitext.loads(source).program)
    assert conditions.world(conditions.defined["v"]) == world
