"""Which goals a criterion has, against all worlds of small policies."""

from __future__ import annotations

import asyncio
import itertools

import pytest

import logitext
from logitext.cover.goals import Goals
from logitext.cover.worked_out import goals_of
from logitext.logic.worlds.space import Space
from logitext.syntax.diagnostics import InputError
from tests.logic.worlds.test_against_worlds import in_cells, meets, space_of

SEEDS = range(60)


def goals(space: Space, criterion: str, limit: int = 10_000) -> Goals:
    return asyncio.run(goals_of(space, ["found"], criterion, limit))


@pytest.mark.parametrize("criterion", ["each-clause", "pairwise", "verdict", "implicants", "all", "mcdc"])
@pytest.mark.parametrize("seed", SEEDS)
def test_feasible_goals_are_those_of_some_world(seed: int, criterion: str) -> None:
    one, space = space_of(seed)
    found = goals(space, criterion)
    worlds = one.worlds()
    for goal in found.goals:
        assert any(asyncio.run(space.state(goal.aim, world)) for world in worlds), goal.name
    for ruled_out in found.infeasible:
        assert ruled_out.because, ruled_out.name
    assert found.feasible == len(found.goals)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_and_only_what_can_be(seed: int) -> None:
    one, space = space_of(seed)
    mentioned = [name for name in one.values if name in space.clauses_of("found")]
    worlds = one.worlds()
    single = {(name, space.at({name: world[name]})[_level(space, name)]) for world in worlds for name in mentioned}
    every = sum(len(space.choices(name)) for name in mentioned)
    found = goals(space, "each-clause")
    assert (len(found.goals), len(found.infeasible)) == (len(single), every - len(single))
    pairs = {
        ((a, space.at({a: w[a]})[_level(space, a)]), (b, space.at({b: w[b]})[_level(space, b)]))
        for w in worlds
        for a, b in itertools.combinations(mentioned, 2)
    }
    assert len(goals(space, "pairwise").goals) == len(pairs)
    assert len(goals(space, "verdict").goals) == len({one.holds(world) for world in worlds})
    cells = [sorted(space.at(worlds[0])).index(_level(space, name)) for name in mentioned]
    vectors = {tuple(in_cells(space, world)[index] for index in cells) for world in worlds}
    listed = goals(space, "all")
    assert listed.feasible == len(listed.goals) == len(vectors)
    assert len({goal.name for goal in listed.goals}) == len(vectors)


@pytest.mark.parametrize("seed", SEEDS)
def test_mcdc_has_a_pair_for_each_clause_that_has_one(seed: int) -> None:
    one, space = space_of(seed)
    found = goals(space, "mcdc")
    clauses = {goal.clause for goal in found.goals}
    mentioned = {name for name in one.values if name in space.clauses_of("found")}
    assert clauses | {ruled_out.clause for ruled_out in found.infeasible} == mentioned
    for clause in clauses:
        first, second = [goal for goal in found.goals if goal.clause == clause]
        assert first.aim.wanted != second.aim.wanted
        for goal, value in ((first, True), (second, False)):
            met = [world for world in one.worlds() if asyncio.run(space.state(goal.aim, world))]
            assert {one.holds(world) for world in met} == {value}
            assert all(meets(world, goal.aim.wanted) for world in met)


def _level(space: Space, name: str) -> int:
    assert space.worlds is not None
    return space.worlds.level_of[name]


# --- by hand -----------------------------------------------------------------------------------------------------

POLICY = """{{text post}}
{{let a = [[does a]]  let b = [[does b]]  let c = [[does c]]}}
{{assume a_needs_b: a implies b}}
{{verdict found = (a or b) and (c or not c)}}
"""


def test_what_is_ruled_out_says_why() -> None:
    space = Space(logitext.loads(POLICY).program)
    assert [(one.name, one.because) for one in goals(space, "pairwise").infeasible] == [
        ("a, not b", ("assume a_needs_b: a implies b",))
    ]
    assert [(one.name, one.because) for one in goals(space, "mcdc").infeasible] == [
        ("a alone turns whether found is true", ("assume a_needs_b: a implies b",)),
        ("c alone turns whether found is true", ("it makes no difference to the formula",)),
    ]
    always = Space(logitext.loads("{{text post}} {{let a = [[x]]}} {{verdict found = a or not a}}").program)
    assert [(one.name, one.because) for one in goals(always, "verdict").infeasible] == [
        ("found is false", ("it is true whatever the text is",))
    ]


def test_no_more_goals_than_asked() -> None:
    names = [f"c{number}" for number in range(60)]
    clauses = " ".join(f"let {name} = [[does {name}]]" for name in names)
    source = f"{{{{text post}}}} {{{{{clauses}}}}} {{{{verdict found = {' or '.join(names)}}}}}"
    found = goals(Space(logitext.loads(source).program), "all", 25)
    assert (len(found.goals), found.feasible) == (25, 2**60)
    assert found.notes == [f"{2**60 - 25} more goals are not listed"]
    assert len({goal.name for goal in found.goals}) == 25


def test_policies_without_diagrams() -> None:
    source = """{{text post}} {{let n: Int = [[x]] let m: Int = [[y]] let a = [[z]]}} {{verdict found = n < m and a}}"""
    space = Space(logitext.loads(source).program)
    found = goals(space, "each-clause")
    assert [goal.name for goal in found.goals] == ["not a", "a"]
    assert found.notes == ["the values of `n` are too many to be listed", "the values of `m` are too many to be listed"]
    assert len(goals(space, "verdict").goals) == 2
    for criterion in ("mcdc", "implicants", "all"):
        with pytest.raises(InputError, match="NLT616"):
            goals(space, criterion)
    with pytest.raises(ValueError, match="there is no criterion `most`: there are `all`, `each-clause`"):
        goals(space, "most")
