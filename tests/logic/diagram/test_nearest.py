"""The nearest worlds with another value, and minimal reasons, against brute force over all completions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from random import Random

import pytest

from logitext.logic.diagram.build import Diagrams, diagrams
from logitext.logic.diagram.cells import NotFiniteError
from logitext.logic.diagram.forest import IMPOSSIBLE
from logitext.logic.diagram.nearest import NearestWorlds, Shrinking
from tests.judge import cases
from tests.logic.diagram.worlds import Cells, TooManyError, Worlds, some_cells
from tests.logic.policies import compiled
from tests.work import ratio

_TRIES = 6


def _subjects(seeds: range) -> Iterator[tuple[str, Random, Diagrams, str, Worlds]]:
    """The verdicts of random policies that have diagrams."""
    for seed in seeds:
        case = cases.case(seed)
        try:
            made = diagrams(case.checked)
            for verdict in case.judge.policy.verdicts:
                yield case.failed({}, verdict), case.rng, made, verdict, Worlds(case.judge.policy, made, [verdict])
        except (NotFiniteError, TooManyError):
            continue


class _Others:
    """The worlds in which a verdict has another value, by the answers that they differ in."""

    def __init__(self, worlds: Worlds, at: Cells, value: object) -> None:
        self.answered = [place for place, cell in enumerate(at) if cell is not None]
        self.differing = {
            frozenset(place for place in self.answered if cells[place] != at[place])
            for cells, outcome in zip(worlds.completions, worlds.outcome, strict=True)
            if outcome is not None and (outcome[0] != value or isinstance(outcome[0], bool) != isinstance(value, bool))
        }

    def left(self, kept: Collection[int]) -> list[frozenset[int]]:
        return [differing for differing in self.differing if differing.isdisjoint(kept)]


def _tries(seeds: range) -> Iterator[tuple[str, Random, tuple[Diagrams, int, Cells, int], _Others]]:
    """Answers to them, and a value that the verdict may have: what the code under test is told, and the worlds."""
    for failed, rng, made, verdict, worlds in _subjects(seeds):
        for _ in range(_TRIES):
            at = some_cells(rng, worlds)
            end = rng.choice([end for end in range(made.base) if end != IMPOSSIBLE])
            others = _Others(worlds, at, made.forest.values[end])
            what = f"{failed}\nat {dict(zip(worlds.names, at, strict=True))}, not {made.forest.values[end]}"
            yield what, rng, (made, made.verdicts[verdict], at, end), others


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_a_nearest_world_whatever_was_kept_before(seeds: range) -> None:
    tried = 0
    for what, rng, told, others in _tries(seeds):
        nearest = NearestWorlds(*told)
        for _ in range(8):
            kept = rng.sample(others.answered, rng.randint(0, len(others.answered)))
            found, left = nearest(kept), others.left(kept)
            what_now = f"{what}\nkept {kept}: {found}, of {left}"
            if found is None:
                assert not left, what_now
            else:
                assert found in left, what_now
                assert len(found) == min(map(len, left)), what_now
        tried += 1
    assert tried > 0


@pytest.mark.parametrize("seeds", cases.seeds(500), ids=cases.name)
def test_worlds_apart_until_there_is_none(seeds: range) -> None:
    for what, _, told, others in _tries(seeds):
        if frozenset() in others.differing:
            continue
        kept: set[int] = set()
        for found in NearestWorlds(*told).apart():
            left = others.left(kept)
            assert found in left, what
            assert len(found) == min(map(len, left)), what
            kept |= found
        assert not others.left(kept), what


@pytest.mark.parametrize("seeds", cases.seeds(1000), ids=cases.name)
def test_answers_are_left_out_in_order_while_the_rest_is_a_reason(seeds: range) -> None:
    tried = 0
    for what, rng, told, others in _tries(seeds):
        kept = set(rng.sample(others.answered, rng.randint(0, len(others.answered))))
        if others.left(kept):
            kept = set(others.answered)
        if others.left(kept):
            continue
        order = rng.sample(sorted(kept), len(kept))
        right = set(kept)
        for clause in order:
            if not others.left(right - {clause}):
                right.remove(clause)
        assert Shrinking(*told, kept)(order) == right, f"{what}\nkept {kept}, in the order {order}"
        tried += len(right) > 0
    assert tried > 0


SHAPES = {
    "sections": lambda n: " or ".join(f"(c{i} or c{i + 1}) and not c{i + 2}" for i in range(0, n, 3)),
    "pairs": lambda n: " or ".join(f"c{i} and c{i + 1}" for i in range(0, n, 2)),
    "parity": lambda n: " xor ".join(f"c{i}" for i in range(n)),
    "chains": lambda n: " or ".join(f"c{i} and c{i + 1} and c{i + 2}" for i in range(0, n - 2, 2)),
}


@pytest.mark.parametrize("value", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_for_a_reason_grows_as_the_diagram_does(shape: str, value: bool) -> None:
    def work(number: int) -> Callable[[], object]:
        clauses = " ".join(f"let c{i} = [[c {i}]]" for i in range(number + 2))
        decider = compiled(f"{{{{text post {clauses} verdict v = {SHAPES[shape](number)}}}}}", "diagram")._diagrams()
        assert decider is not None
        answers = {f"c{i}": value and i % 3 != 2 for i in range(number)}
        (found,) = decider.decide(answers, ["v"]).values.values()
        return lambda: decider.implicant(answers, "v", found)

    assert ratio(work, 300, 1200) < 5
