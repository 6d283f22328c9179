"""Products of definitions are followed, and have a limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

import logitext
from logitext import PolicyError
from logitext.policy.products import MAX_DIGITS, MAX_FACTORS


def doublings(first: str, times: int) -> str:
    """A policy whose last definition is the first to the power of 2**times."""
    steps = "".join(f" let x{step + 1} = x{step} * x{step}" for step in range(times))
    return f"{{{{text post}}}} {{{{let n: Int = [[n]] let x0 = {first}{steps} verdict v = n > x{times}}}}}"


@pytest.mark.parametrize(("first", "fits"), [("n", 5), ("n * n", 4), ("n + n", 5), ("9" * 90, 5), ("0." + "9" * 90, 5)])
def test_the_limit_is_where_it_is_said_to_be(first: str, fits: int) -> None:
    logitext.loads(doublings(first, fits))
    with pytest.raises(PolicyError) as caught:
        logitext.loads(doublings(first, fits + 1))
    assert [found.code for found in caught.value.diagnostics] == ["NLT312"]


def test_one_error_for_many_steps() -> None:
    """What builds on a product that is too large is not reported again, until it is too large by itself."""
    with pytest.raises(PolicyError) as caught:
        logitext.loads(doublings("n", 10))
    (found,) = caught.value.diagnostics
    assert str(2 * MAX_FACTORS) in found.message
    with pytest.raises(PolicyError) as caught:
        logitext.loads(doublings("9" * 90, 13))
    (found,) = caught.value.diagnostics
    assert str(MAX_DIGITS) in found.message


def test_a_formula_of_a_user_has_the_same_limit() -> None:
    policy = logitext.loads(doublings("n", 5))
    with pytest.raises(logitext.InputError, match="NLT312"):
        policy.refute("x5 * n > 3")


@pytest.mark.parametrize("value", [3, Fraction(1, 3)])
def test_the_largest_products_are_decided(value: int | Fraction) -> None:
    policy = logitext.loads(doublings("n", 5).replace("Int", "Real"))
    result = policy.check("…", theory=logitext.theory.Answers({"n": value}))
    assert result.verdicts["v"].value is (value > value**32)
