"""Verdicts together on one diagram, against brute force over every completion of random policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from logitext.logic.diagram.joint import NONE, Joint
from logitext.logic.diagram.store import END, TooLargeError
from logitext.logic.program import Program
from tests.judge import cases, generate
from tests.logic.diagram.worlds import Cells, Outcome, TooManyError, Worlds, shown, some_cells
from tests.logic.policies import compiled

_TRIES = 6


def _subjects(seeds: range) -> Iterator[tuple[str, Random, Joint, Worlds]]:
    """Random policies that have diagrams, with some of their verdicts in some order."""
    for seed in seeds:
        case = cases.case(seed)
        policy = case.judge.policy
        verdicts = case.rng.sample(policy.verdicts, case.rng.randint(1, len(policy.verdicts)))
        joint = Program(case.checked).joint(verdicts)
        if joint is None:
            continue
        try:
            worlds = Worlds(policy, joint.diagrams, verdicts)
        except TooManyError:
            continue
        yield case.failed({}, f"verdicts {verdicts}"), case.rng, joint, worlds


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_joint_diagrams_and_brute_force_agree(seeds: range) -> None:
    tried = 0
    for failed, rng, joint, worlds in _subjects(seeds):
        _judge_left(failed, rng, joint, worlds)
        _judge_nodes(failed, joint)
        tried += 1
    assert tried > 0


def _judge_left(failed: str, rng: Random, joint: Joint, worlds: Worlds) -> None:
    """What is left after answers, and without clauses that nobody answers, is the function that it should be."""
    node_of: dict[tuple[Outcome | None, ...], int] = {}
    for _ in range(_TRIES):
        at = some_cells(rng, worlds)
        open_ = [place for place, cell in enumerate(at) if cell is None]
        node = joint.after(at)
        table = worlds.left(at)
        what = f"{failed}\nat {dict(zip(worlds.names, at, strict=True))}"
        _judge_node(what, joint, worlds, node, table)
        assert node == _one_by_one(rng, joint, at), f"{what}: the order of answers makes a difference"

        closed = generate.some(rng, [str(place) for place in open_])
        levels = [joint.level_of[int(place)] for place in closed]
        without = joint.without(node, levels)
        table_without = worlds.left(at, {int(place) for place in closed})
        what += f"\nwithout {[worlds.names[int(place)] for place in closed]}"
        _judge_node(what, joint, worlds, without, table_without)
        assert without == joint.without(node, rng.sample(levels, len(levels))), f"{what}: the order makes a difference"
        for key, found in ((tuple(table), node), (tuple(table_without), without)):
            assert node_of.setdefault(key, found) == found, f"{what}: two nodes for one function"
    assert len(set(node_of.values())) == len(node_of), f"{failed}: one node for two functions"


def _judge_node(what: str, joint: Joint, worlds: Worlds, node: int, table: Sequence[Outcome | None]) -> None:
    level_of, order = joint.level_of, joint.diagrams.order
    outcomes = {outcome for outcome in table if outcome is not None}
    ends = [end for index, end in enumerate(joint.outcomes) if joint.ends[node] >> index & 1]
    assert {shown(joint, end) for end in ends} == outcomes, what
    assert len(ends) == len(outcomes), what
    assert joint.done(node) == (len(outcomes) <= 1), what
    levels = joint.levels(node)
    assert levels == sorted(levels)
    assert {order[level] for level in levels} == worlds.depends(table), what
    for cells, outcome in zip(worlds.completions, table, strict=True):
        here = node
        while joint.kids[here]:
            here = joint.kids[here][cells[order[joint.level[here]]]]
        assert (None if here == NONE else shown(joint, here)) == outcome, what
    assert all(level_of[order[level]] == level for level in levels)


def _one_by_one(rng: Random, joint: Joint, at: Cells) -> int:
    node = joint.root
    places = [place for place, cell in enumerate(at) if cell is not None]
    rng.shuffle(places)
    for place in places:
        cell = at[place]
        assert cell is not None
        node = joint.given(node, joint.level_of[place], cell)
    return node


def _judge_nodes(failed: str, joint: Joint) -> None:
    """Whatever was made on the way is reduced, ordered and unique, and knows what lies below it."""
    met = set()
    for node in range(len(joint)):
        level, kids = joint.level[node], joint.kids[node]
        if level == END:
            assert kids == ()
            assert joint.support[node] == 0
            continue
        assert len(set(kids)) > 1, failed
        assert all(joint.level[kid] > level for kid in kids), failed
        assert (level, kids) not in met, failed
        met.add((level, kids))
        below = joint.below(node)
        assert below[0] == node
        assert len(set(below)) == len(below)
        places = {other: place for place, other in enumerate(below)}
        for other in below:
            for kid in joint.kids[other]:
                assert (kid in places) == (joint.level[kid] != END), failed
                assert joint.level[kid] == END or places[kid] > places[other], failed
        assert joint.levels(node) == sorted({joint.level[other] for other in below}), failed


# --- by hand -----------------------------------------------------------------------------------------------------


def _joint(source: str, *verdicts: str, most: int | None = None) -> Joint:
    joint = compiled(source, "diagram").joint(verdicts, most)
    assert joint is not None
    return joint


def _after(joint: Joint, **cells: int) -> int:
    return joint.after([cells.get(name) for name in joint.diagrams.clauses])


def _levels(joint: Joint, *names: str) -> list[int]:
    return [joint.level_of[joint.diagrams.clauses.index(name)] for name in names]


def _ends(joint: Joint, node: int) -> set[Outcome]:
    return {shown(joint, end) for index, end in enumerate(joint.outcomes) if joint.ends[node] >> index & 1}


def test_what_answers_make_the_same_is_one_node() -> None:
    joint = _joint("{{verdict v = (a or b) and c}} {{verdict w = c or d}}", "v", "w")
    assert _after(joint, a=1) == _after(joint, b=1) == _after(joint, a=1, b=0)
    assert _after(joint, a=1) != _after(joint, a=0)
    assert joint.after([None] * len(joint.diagrams.clauses)) == joint.root


def test_answers_that_contradict_an_assumption_leave_no_world() -> None:
    joint = _joint("{{assume a implies b}} {{verdict v = a and c}}", "v")
    node = _after(joint, a=1, b=0)
    assert node == NONE
    assert joint.done(node)
    assert joint.levels(node) == []
    assert joint.below(node) == []


def test_a_clause_that_matters_only_through_an_assumption_is_in_the_support() -> None:
    joint = _joint("{{assume a implies b}} {{verdict v = a and c}}", "v")
    assert set(joint.levels(joint.root)) == set(_levels(joint, "a", "b", "c"))


def test_assumptions_that_have_to_do_with_no_verdict_are_left_out() -> None:
    joint = _joint("{{assume d implies e}} {{verdict v = a and c}}", "v")
    assert set(joint.levels(joint.root)) == set(_levels(joint, "a", "c"))
    assert _after(joint, d=1, e=0) == joint.root


def test_what_nobody_answers_leaves_a_verdict_open() -> None:
    joint = _joint("{{verdict v = a and c}} {{verdict w = b}}", "v", "w")
    node = joint.without(joint.root, _levels(joint, "a"))
    assert _ends(joint, node) == {(None, True), (None, False), (False, True), (False, False)}
    assert set(joint.levels(node)) == set(_levels(joint, "b", "c"))
    node = joint.without(joint.root, _levels(joint, "a", "b", "c"))
    assert _ends(joint, node) == {(None, None)}
    assert joint.done(node)


def test_what_nobody_answers_may_be_implied() -> None:
    joint = _joint("{{assume b iff a}} {{verdict v = a}}", "v")
    node = joint.without(joint.root, _levels(joint, "a"))
    assert _ends(joint, node) == {(True,), (False,)}


def test_a_diagram_that_grows_too_large_is_given_up() -> None:
    source = "{{verdict v = a xor b xor c}} {{verdict w = at least 2 of (c, d, e)}}"
    size = len(_joint(source, "v", "w"))
    joint = _joint(source, "v", "w", most=size)
    with pytest.raises(TooLargeError):
        joint.without(joint.root, _levels(joint, "c"))
    assert _after(joint, a=0) != joint.root, "what there is already can still be looked up"
    with pytest.raises(TooLargeError):
        _joint(source, "v", "w", most=size - 1)


def test_many_answers_at_once_lead_where_they_lead_one_by_one() -> None:
    names = [f"c{number}" for number in range(30)]
    clauses = " ".join(f"let {name} = [[{name}]]" for name in names)
    parts = " or ".join(f"({' and '.join(names[at : at + 3])})" for at in range(0, 30, 3))
    source = f"{{{{text post}}}} {{{{{clauses} verdict v = {parts}}}}}"
    rng = Random(1)
    for _ in range(20):
        at = [rng.choice((0, 1, None, None)) for _ in _joint(source, "v").diagrams.clauses]
        joint, other = _joint(source, "v"), _joint(source, "v")
        node = other.root
        for clause, cell in enumerate(at):
            if cell is not None:
                node = other.given(node, other.level_of[clause], cell)
        found = joint.after(at)
        assert _shape(joint, found) == _shape(other, node)


def _shape(joint: Joint, node: int) -> object:
    """A node with all below it, whatever the numbers of nodes."""
    met: dict[int, int] = {}

    def walk(here: int) -> object:
        if here in met:
            return met[here]
        met[here] = len(met)
        if not joint.kids[here]:
            return ("end", joint.outcomes.get(here))
        return (joint.level[here], [walk(kid) for kid in joint.kids[here]])

    return walk(node)
