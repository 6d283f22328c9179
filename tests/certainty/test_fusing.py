"""Several answers as one: what asking again is worth, and where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.certainty.fusing import fused, product


def two(chance: float) -> list[float]:
    return [chance, 1 - chance]


def test_independent_answers_multiply() -> None:
    assert fused([two(0.9)] * 3, 0.0)[0] == pytest.approx(0.9**3 / (0.9**3 + 0.1**3))
    assert product([two(0.8), two(0.6)])[0] == pytest.approx(0.48 / (0.48 + 0.08))


def test_the_same_error_again_says_nothing_new() -> None:
    assert fused([two(0.9)] * 7, 1.0) == pytest.approx(two(0.9))


@pytest.mark.parametrize("repeats", [0.3, 0.5, 0.8])
def test_asking_again_ends_at_the_errors_that_repeat(repeats: float) -> None:
    asked = [fused([two(0.9)] * times, repeats)[0] for times in (1, 2, 3, 50)]
    assert asked == sorted(asked)
    assert asked[-1] == pytest.approx(1 - 0.1 * repeats)


def test_answers_that_say_nothing_stay_so() -> None:
    assert fused([two(0.5)] * 3, 1.0) == pytest.approx(two(0.5))
    assert fused([[1 / 3] * 3] * 2, 0.5) == pytest.approx([1 / 3] * 3)


def test_certain_answers_that_exclude_each_other_say_nothing() -> None:
    assert product([two(1.0), two(0.0)]) == pytest.approx(two(0.5))


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4), st.floats(0, 1))
def test_it_is_the_same_whichever_value_is_called_true(chances: list[float], repeats: float) -> None:
    found = fused([two(chance) for chance in chances], repeats)
    assert sum(found) == pytest.approx(1)
    assert fused([two(1 - chance) for chance in chances], repeats) == pytest.approx(found[::-1])
    assert fused([two(chance) for chance in chances[:1]], repeats) == two(chances[0])
