"""Intervals and tests: against the formulas of their papers, and what happens without the extra."""

from __future__ import annotations

import math
import sys

import pytest

from logitext.evaluate.reliability import reliability
from logitext.evaluate.statistics import at_most, mcnemar, mean_of_shares, paired, wilson
from logitext.syntax.diagnostics import InputError


@pytest.mark.parametrize(("right", "counted"), [(0, 10), (3, 10), (10, 10), (90, 100), (1, 1)], ids=str)
def test_wilson_is_that_of_the_formula(right: int, counted: int) -> None:
    z, share = 1.959963984540054, right / counted
    middle = (share + z * z / (2 * counted)) / (1 + z * z / counted)
    half = z / (1 + z * z / counted) * math.sqrt(share * (1 - share) / counted + z * z / (4 * counted**2))
    assert wilson(right, counted) == pytest.approx((max(0, middle - half), min(1, middle + half)))


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert at_most(0, 0) == 1.0
    assert paired(0, 0, 0) == (-1.0, 1.0)
    assert mcnemar(0, 0) == 1.0
    assert reliability([], []) is None


@pytest.mark.parametrize(("wrong", "counted"), [(0, 59), (1, 93), (2, 124), (5, 200)], ids=str)
def test_the_bound_is_where_so_few_errors_have_the_chance_that_is_left(wrong: int, counted: int) -> None:
    bound = at_most(wrong, counted)
    chance = sum(math.comb(counted, k) * bound**k * (1 - bound) ** (counted - k) for k in range(wrong + 1))
    assert chance == pytest.approx(0.05)


def test_error_free_cases_that_a_bound_takes() -> None:
    assert at_most(0, 58) > 0.05 > at_most(0, 59)
    assert at_most(0, 298) > 0.01 > at_most(0, 299)
    assert at_most(59, 59) == 1.0


def test_mcnemar_counts_tails() -> None:
    assert mcnemar(1, 9) == mcnemar(9, 1) == pytest.approx(2 * (1 + 10) / 2**10)
    assert mcnemar(4, 4) == 1.0


def test_the_mean_of_shares_lies_within_their_intervals() -> None:
    mean, low, high = mean_of_shares([(9, 10), (18, 20)])
    assert mean == pytest.approx(0.9)
    assert low == pytest.approx(0.9 - math.sqrt((0.9 - wilson(9, 10)[0]) ** 2 + (0.9 - wilson(18, 20)[0]) ** 2) / 2)
    assert low < mean < high < 1
    # Of all right the interval is not empty: what was not seen may still be.
    assert mean_of_shares([(10, 10), (10, 10)])[1] < 0.9


def test_reliability_of_probabilities() -> None:
    found = reliability([0.05, 0.05, 0.95, 1.0, 0.7], [False, True, True, True, False])
    assert found is not None
    assert [(bin.low, bin.holds.counted, bin.holds.of) for bin in found.bins] == [(0.0, 1, 2), (0.7, 0, 1), (0.9, 2, 2)]
    assert found.error == pytest.approx((2 * 0.45 + 1 * 0.7 + 2 * 0.025) / 5)
    assert found.brier == pytest.approx((0.05**2 + 0.95**2 + 0.05**2 + 0 + 0.7**2) / 5)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(InputError) as error:
        wilson(1, 2)
    assert error.value.diagnostics[0].code == "NLT650"
    assert "logitext[trust]" in str(error.value.diagnostics[0].hint)
