"""What is wanted of a clause: the values of the chosen cells, as a test, a sample, a formula and words."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

import logitext
from logitext.logic.day_numbers import into
from logitext.logic.diagram.cells import Cells
from logitext.logic.smt.world import _MADE_UP
from logitext.logic.worlds.wanted import NumberRange, Wanted, wanted
from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Enumeration, Sort, Value

HARM = Enumeration.of("none", "some", "grave")
DAY = date(2026, 3, 1)

CLAUSES: dict[str, tuple[str, Sort, Sequence[Value], Sequence[Value]]] = {
    # how it is declared, its sort, what it is compared with, values of it
    "Int": ("Int", INT, (2, 5), range(8)),
    "Real": ("Real", REAL, (Fraction(2), Fraction(5, 2)), [Fraction(n, 4) for n in range(4, 14)]),
    "Date": ("Date", DATE, (DAY, DAY + timedelta(4)), [DAY + timedelta(n) for n in range(-2, 7)]),
    "Text": ("Text", TEXT, ("Oslo", "Rome"), ("Oslo", "Rome", "Bonn")),
    "label": ("none | some | grave", HARM, (), HARM.labels),
    "Bool": ("Bool", BOOL, (), (False, True)),
}


@pytest.mark.parametrize("name", CLAUSES)
def test_what_is_wanted_is_the_values_of_the_chosen_cells(name: str) -> None:
    declared, sort, constants, values = CLAUSES[name]
    counted = INT if sort == DATE else sort
    cells = Cells(counted, [into(constant) for constant in constants])
    for size in range(1, len(cells) + 1):
        for chosen in itertools.combinations(range(len(cells)), size):
            if sort == BOOL and size == 2:
                continue  # nothing is wanted
            one = wanted("c", sort, cells, chosen)
            right = [value for value in values if cells.cell(into(value)) in chosen]
            assert [value for value in values if one.admits(value)] == right, (chosen, one)
            sample = one.sample()
            assert one.other if sample is None else one.admits(sample), (chosen, one)
            let = "let c = [[c]]" if sort == BOOL else f"let c: {declared} = [[c]]"
            program = logitext.loads(f"{{{{{let} verdict v = {one.formula()}}}}}").program
            world = asyncio.run(program.world((one,)))
            assert world is not None
            assert one.admits(world["c"]), (one, world)
            holds = [
                value for value in values if asyncio.run(program.decide({"c": value}, ["v"])).values == {"v": True}
            ]
            assert holds == right, (chosen, one.formula())


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Wanted("c", BOOL, (True,)), "true"),
        (Wanted("c", HARM, ("some", "grave")), "some or grave"),
        (Wanted("c", TEXT, ("Oslo",)), '"Oslo"'),
        (Wanted("c", TEXT, ("Oslo", "Rome"), other=True), 'none of "Oslo", "Rome"'),
        (Wanted("c", TEXT, (), other=True), "any text"),
        (Wanted("c", INT, (2,), (NumberRange(5, None),)), "2 or more than 5"),
        (Wanted("c", INT, (), (NumberRange(2, 5, (True, False)),)), "at least 2 and less than 5"),
        (Wanted("c", INT, (), (NumberRange(None, 5, (False, True)),)), "at most 5"),
        (Wanted("c", INT, (), (NumberRange(2, 2, (True, True)),)), "2"),
        (Wanted("c", INT, (), (NumberRange(None, None),)), "any number"),
    ],
)
def test_words(one: Wanted, words: str) -> None:
    assert one.words() == words
    assert str(one) == ("c" if one.sort == BOOL else f"c is {words}")


@pytest.mark.parametrize(
    ("one", "inside"),
    [
        (NumberRange(None, None), 0),
        (NumberRange(2, None), 3),
        (NumberRange(None, 2), 1),
        (NumberRange(2, 9), 3),
        (NumberRange(2, 9, (True, False)), 2),
        (NumberRange(2, 9, (False, True)), 9),
        (NumberRange(Fraction(1, 2), Fraction(3, 4)), Fraction(5, 8)),
        (NumberRange(2, 3), Fraction(5, 2)),
        (NumberRange(DAY, None), DAY + timedelta(1)),
        (NumberRange(None, DAY), DAY - timedelta(1)),
        (NumberRange(DAY, DAY + timedelta(4)), DAY + timedelta(2)),
    ],
)
def test_a_number_between_two(one: NumberRange, inside: Value) -> None:
    assert one.inside() == inside
    assert type(one.inside()) is type(inside)
    assert one.admits(inside)


def test_there_is_no_day_before_the_first() -> None:
    program = logitext.loads("{{let d: Date = [[d]] verdict v = d < 2026-03-01}}", backend="z3").program
    first = Wanted("d", DATE, (), (NumberRange(None, date.min, (False, True)),))
    assert asyncio.run(program.world((first,))) == {"d": date.min}
    assert asyncio.run(program.world((replace(first, bounds=(NumberRange(None, date.min),)),))) is None


def test_a_text_that_is_made_up_is_none_that_a_policy_names() -> None:
    """For each clause that may be any other text; two that are to differ do."""
    named = _MADE_UP
    source = f"""{{{{let c: Text = [[c]] let d: Text = [[d]] assume c != d
        verdict v = {" and ".join(f'c != "{name}" and d != "{name}"' for name in named)}}}}}"""
    world = asyncio.run(logitext.loads(source, backend="z3").program.world((), ("v", True)))
    assert world is not None
    assert not {world["c"], world["d"]} & set(named)
    assert world["c"] != world["d"]
