"""Minimum hitting sets and minimal sets, against all sets."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.logic.hitting import Branches, CutOffError, cheapest, minimum, ranked
from logitext.logic.minimize import minimal

DEMANDS = st.lists(st.frozensets(st.integers(0, 7), min_size=1), max_size=9)
NUMBERS = st.lists(st.integers(0, 3), min_size=8, max_size=8)
SETS = [chosen for size in range(9) for chosen in itertools.combinations(range(8), size)]


def best(demands: Sequence[frozenset[int]], first: Sequence[int], second: Sequence[int]) -> set[int]:
    def rank(chosen: tuple[int, ...]) -> tuple[int, int, list[int]]:
        # Of two sets of which one is the beginning of the other, that one comes later.
        return sum(first[one] for one in chosen), sum(second[one] for one in chosen), [*chosen, 8]

    hitting: list[tuple[int, ...]] = [chosen for chosen in SETS if all(demand & set(chosen) for demand in demands)]
    first_of_all = min(hitting, key=rank)
    return set(first_of_all)


@given(DEMANDS, NUMBERS, NUMBERS)
def test_the_cheapest_is_the_first_by_both_numbers_and_then_by_its_members(
    demands: list[frozenset[int]], first: list[int], second: list[int]
) -> None:
    costs = ranked(lambda member: first[member] + 1, second.__getitem__)
    wanted = best(demands, [number + 1 for number in first], second)
    assert cheapest(demands, costs, Branches(10**6)) == wanted

    def more(chosen: Collection[int]) -> list[frozenset[int]]:
        return [demand for demand in demands if demand.isdisjoint(chosen)][:2]

    assert minimum(more, costs, Branches(10**6)) == wanted
    assert minimum(more, costs, Branches(10**6), known=demands[:3]) == wanted


def test_a_search_ends_where_it_is_told() -> None:
    pairs = [frozenset(pair) for pair in itertools.combinations(range(8), 2)]
    costs = ranked(lambda _: 1, lambda _: 0)
    with pytest.raises(CutOffError):
        cheapest(pairs, costs, Branches(2))

    def more(chosen: Collection[int]) -> list[frozenset[int]]:
        return [pair for pair in pairs if pair.isdisjoint(chosen)][:1]

    with pytest.raises(CutOffError):
        minimum(more, costs, Branches(10**6), most=3)
    assert minimum(more, costs, Branches(10**6), most=100) == set(range(7))


def test_groups_that_have_nothing_in_common_are_searched_apart() -> None:
    """Two to the hundredth sets of the same size, in a few branches for each group."""
    pairs = [frozenset({2 * index, 2 * index + 1}) for index in range(100)]
    costs = ranked(lambda _: 1, lambda _: 0)
    assert cheapest(pairs, costs, Branches(400)) == set(range(0, 200, 2))


def test_a_demand_that_follows_from_a_smaller_one_ties_no_groups_together() -> None:
    """Rings of five need three members each, which no bound tells: together they would take all their ways at once."""
    rings = [frozenset({start + place, start + (place + 1) % 5}) for start in range(0, 60, 5) for place in range(5)]
    costs = ranked(lambda _: 1, lambda _: 0)
    assert len(cheapest([frozenset(range(60)), *rings], costs, Branches(1000))) == 36


def test_no_set_is_looked_at_twice() -> None:
    """In all orders of their members, the sets that are tried here would take 30,000 branches."""
    triples = [frozenset(triple) for triple in itertools.combinations(range(17), 3)][::3]
    assert len(cheapest(triples, ranked(lambda _: 1, lambda _: 0), Branches(1000))) == 10


def test_demands_without_anything_in_common_bound_a_search() -> None:
    """Without the bound of three demands that share nothing all 30,000 sets would be looked at."""
    demands = [frozenset(range(start, start + 31)) for start in (0, 31, 62)] + [frozenset({0, 31, 62, 93})]
    assert cheapest(demands, ranked(lambda _: 1, lambda _: 0), Branches(300)) == {0, 31, 62}


# --- minimal sets


@given(DEMANDS, st.permutations(range(8)), st.booleans())
def test_a_minimal_set_is_enough_and_has_nothing_to_spare(
    demands: list[frozenset[int]], order: list[int], cores: bool
) -> None:
    """A set is enough that has a member of each demand."""

    def enough(members: Collection[int]) -> bool:
        return all(not demand.isdisjoint(members) for demand in demands)

    asked: list[int] = []
    gone: set[int] = set()

    def without(member: int, rest: list[int]) -> list[int] | None:
        asked.append(member)
        assert member not in rest
        assert member not in gone
        if not enough(rest):
            return None
        spare = next((other for other in rest if enough([one for one in rest if one != other])), None)
        gone.update({member} if spare is None or not cores else {member, spare})
        return [other for other in rest if other not in gone]

    found = minimal(range(8), order, without)
    assert found == sorted(found)
    assert enough(found)
    assert not any(enough([other for other in found if other != member]) for member in found)
    assert len(asked) == len(set(asked))
    if not cores:  # each member in turn is left out if it can be
        left = set(range(8))
        for member in order:
            left -= {member} if enough(left - {member}) else set()
        assert set(found) == left


def test_what_nobody_can_say_of_is_kept() -> None:
    assert minimal("abc", "abc", lambda member, rest: rest if member == "b" else None) == ["a", "c"]


def test_equal_members_are_the_same_member() -> None:
    members, order = [("a", n) for n in range(4)], [("a", n) for n in range(4)]
    assert minimal(members, order, lambda member, rest: None if member in (("a", 1), *rest) else rest) == [("a", 1)]
