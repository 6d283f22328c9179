"""The cells of clauses: every value lies in one, and no formula tells two values of one apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.cells import Cells, NotFiniteError
from logitext.policy.load import check_policy
from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration
from logitext.syntax.source import Source

NUMBERS = st.one_of(st.integers(-6, 6), st.fractions(-6, 6, max_denominator=4))


@given(st.lists(NUMBERS), st.integers(-8, 8), st.integers(-8, 8))
def test_whole_numbers(points: list[Fraction], one: int, other: int) -> None:
    _same_cell_means_same_comparisons(Cells(INT, points), points, one, other)


@given(st.lists(NUMBERS), st.fractions(-8, 8, max_denominator=8), st.fractions(-8, 8, max_denominator=8))
def test_numbers(points: list[Fraction], one: Fraction, other: Fraction) -> None:
    _same_cell_means_same_comparisons(Cells(REAL, points), points, one, other)


def _same_cell_means_same_comparisons(
    cells: Cells, points: list[Fraction], one: int | Fraction, other: int | Fraction
) -> None:
    alike = all((one < point, one == point) == (other < point, other == point) for point in points)
    assert (cells.cell(one) == cells.cell(other)) == alike
    # Every cell has a value in it: one that has none would be a world that there is not.
    for cell, representative in enumerate(cells.representatives):
        assert representative is not None
        assert cells.cell(representative) == cell
        assert cells.sort != INT or isinstance(representative, int)


def test_the_others() -> None:
    assert [Cells(BOOL, []).cell(value) for value in (False, True)] == [0, 1]
    assert [Cells(Enumeration.of("low", "high"), []).cell(value) for value in ("low", "high")] == [0, 1]
    texts = Cells(TEXT, ["Oslo", "Rome", "Oslo"])
    assert [texts.cell(value) for value in ("Oslo", "Rome", "Bonn", "")] == [0, 1, 2, 2]
    assert len(texts) == 3


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ("let n: Int = [[n]] let m: Int = [[m]] verdict v = n < m", "`n` is used in arithmetic, or compared with more"),
        ("let n: Int = [[n]] verdict v = n + 1 > 2", "`n` is used in arithmetic"),
        ("let n: Int = [[n]] verdict v = n", "`n` is used in arithmetic"),
        ("let t: Text = [[t]] let u: Text = [[u]] verdict v = t == u", "`t` is used in arithmetic"),
        ("let n: Int = [[n]] verdict v = " + " or ".join(f"n == {i}" for i in range(0, 80, 2)), "too many values"),
        # The number of true clauses at each place is all that a diagram can remember.
        (
            "".join(f"let a{i} = [[a]] let b{i} = [[b]] " for i in range(24))
            + "verdict w = "
            + " or ".join(f"a{i}" for i in range(24))
            + " verdict v = "
            + " or ".join(f"a{i} and b{(i * 7) % 24}" for i in range(24)),
            "its diagram grows too large",
        ),
    ],
)
def test_policies_without_a_diagram(policy: str, why: str) -> None:
    with pytest.raises(NotFiniteError, match=why):
        diagrams(check_policy(Source("policy.nltc", f"{{{{{policy}}}}}")))


def test_what_is_finite_after_all() -> None:
    """Numbers that are made from labels by choice and arithmetic have finitely many values."""
    policy = """{{let size: small | big = [[size]] let n: Int = [[n]]
      let fee: Real = if size == big then 10.5 else if n >= 3 then 4 else 2
      verdict total: Real = 2 * fee - 1  verdict dear = total > 8}}"""
    found = diagrams(check_policy(Source("policy.nltc", policy)))
    values = {found.forest.values[end] for end in range(found.base)} - {None, True, False}
    assert values == {Fraction(20), Fraction(7), Fraction(3)}
