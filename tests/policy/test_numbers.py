"""Whole numbers become real ones where they meet one, and only there: a formula's numbers are all of one sort."""

from __future__ import annotations

import pytest

import logitext
from logitext.policy.sorts import INT, NUMERIC, REAL
from logitext.policy.term import Apply, Connective, Term, walk

CLAUSES = "let n: Int = [[n]] let m: Int = [[m]] let x: Real = [[x]] let y: Real = [[y]] let b = [[b]]"


def term(formula: str) -> Term:
    policy = logitext.loads(f"{{{{{CLAUSES} verdict v = {formula}}}}}").checked
    return policy.body("v")


def made_real(formula: str) -> list[Term]:
    return [part for part in walk(term(formula)) if isinstance(part, Apply) and part.op is Connective.TO_REAL]


@pytest.mark.parametrize(
    "formula",
    [
        *("n + x", "x + n", "x + n + m", "n + m + x", "n * x", "x - n", "n / 2", "if b then n else x", "x + 1"),
        *("2 * x", "n < x", "x == n", "n <= x < m", "1 < x", "n + m == x", "-n + x", "0.5 + n"),
    ],
)
def test_numbers_that_meet_a_real_one_are_real(formula: str) -> None:
    for part in walk(term(formula)):
        if isinstance(part, Apply) and part.op is not Connective.TO_REAL:
            sorts = {arg.sort for arg in part.args if arg.sort in NUMERIC}
            assert len(sorts) <= 1, part
            if part.sort in NUMERIC:
                assert sorts == {part.sort}
    for part in made_real(formula):
        assert isinstance(part, Apply)
        assert (part.sort, part.args[0].sort) == (REAL, INT)


@pytest.mark.parametrize("formula", ["n + m", "n - m * 2", "n < m", "-n", "n == 2", "x + y", "x < 0.5", "2 * x", "x"])
def test_numbers_of_one_sort_stay_what_they_are(formula: str) -> None:
    assert made_real(formula) == []


@pytest.mark.parametrize(("formula", "count"), [("n + x", 1), ("n + x + m", 2), ("x + y + n", 1), ("n < x", 1)])
def test_only_whole_numbers_are_made_real(formula: str, count: int) -> None:
    assert len(made_real(formula)) == count
