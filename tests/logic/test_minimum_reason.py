"""The best hitting set of what counterexamples demand, against all sets."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.logic import minimum_reason as module
from logitext.logic.minimum_reason import Best, minimum_reason

DEMANDS = st.lists(st.frozensets(st.integers(0, 7), min_size=1), max_size=9)
DOUBTS = st.lists(st.sampled_from((0.0, 0.25, 0.5, 2.0)), min_size=8, max_size=8)


def counterexamples(demands: Sequence[frozenset[int]]):  # type: ignore[no-untyped-def]
    def counterexample(kept: Collection[int]) -> frozenset[int] | None:
        return next((demand for demand in demands if demand.isdisjoint(kept)), None)

    return counterexample


@given(DEMANDS, DOUBTS)
def test_the_best_of_all(demands: list[frozenset[int]], doubts: list[float]) -> None:
    sets = [chosen for size in range(9) for chosen in itertools.combinations(range(8), size)]
    hitting = [chosen for chosen in sets if all(demand & set(chosen) for demand in demands)]
    best = min(hitting, key=lambda chosen: (len(chosen), sum(doubts[index] for index in chosen), chosen))
    assert minimum_reason(counterexamples(demands), doubts) == Best(best, smallest=True)
    alone = {index for demand in demands if len(demand) == 1 for index in demand}
    assert minimum_reason(counterexamples(demands), doubts, needed=alone) == Best(best, smallest=True)


@given(DEMANDS, DOUBTS, st.sampled_from(("MAX_DEMANDS", "MAX_BRANCHES")))
def test_minimal_where_the_search_is_cut_off(demands: list[frozenset[int]], doubts: list[float], limit: str) -> None:
    counterexample = counterexamples(demands)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, limit, 2)
        found, smallest = minimum_reason(counterexample, doubts, max_demands=2)
    assert counterexample(found) is None
    assert all(counterexample(set(found) - {index}) is not None for index in found)
    fewest = next(
        size for size in range(9) if any(counterexample(s) is None for s in itertools.combinations(range(8), size))
    )
    assert len(found) == fewest or not smallest


def test_the_most_doubtful_answers_are_left_out_first_where_the_search_is_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MAX_BRANCHES", 0)
    pairs = counterexamples([frozenset({0, 1}), frozenset({1, 2}), frozenset({2, 3})])
    assert minimum_reason(pairs, (0.0, 2.0, 0.0, 2.0)) == Best((0, 2), smallest=False)
    assert minimum_reason(pairs, (2.0, 0.0, 2.0, 0.0)) == Best((1, 3), smallest=False)
    assert minimum_reason(pairs, (0.0, 0.0, 0.0, 0.0)) == Best((0, 2), smallest=False)


def test_many_that_are_equally_good() -> None:
    """Two to the hundredth sets of the same size: groups that have nothing in common are searched apart."""
    pairs = [frozenset({2 * index, 2 * index + 1}) for index in range(100)]
    assert minimum_reason(counterexamples(pairs), [0.0] * 200).answers == tuple(range(0, 200, 2))
    doubts = [0.5, 0.0] * 100
    assert minimum_reason(counterexamples(pairs), doubts).answers == tuple(range(1, 200, 2))


PAIRS = [frozenset(pair) for pair in itertools.combinations(range(4), 2)]


@pytest.mark.parametrize("doubts", [(0.0, 0.25, 2.0, 0.5), (0.0, 0.5, 0.5, 1.0), (0.0, 0.0, 1.0, 1.0)])
def test_the_first_that_is_found_is_not_the_best_of_its_size(doubts: tuple[float, ...]) -> None:
    """All sets of demands of two answers each out of four, in every order of the doubts: few enough for brute force."""
    sets = [chosen for size in range(5) for chosen in itertools.combinations(range(4), size)]
    for demands in itertools.chain.from_iterable(itertools.combinations(PAIRS, size) for size in range(7)):
        hitting = [chosen for chosen in sets if all(demand & set(chosen) for demand in demands)]
        for own in set(itertools.permutations(doubts)):
            best = min(hitting, key=lambda chosen: (len(chosen), sum(own[index] for index in chosen), chosen))
            assert minimum_reason(counterexamples(demands), own).answers == best, (demands, own)
