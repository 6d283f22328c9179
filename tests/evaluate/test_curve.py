"""The curve of a calibration: fitted where it says more, and left out where it does not."""

from __future__ import annotations

import math
from random import Random

import pytest

import logitext
from logitext.certainty.curve import applied, log_odds
from logitext.evaluate.curve import FEWEST, curve
from logitext.evaluate.reliability import reliability
from logitext.theory import Function, Question, Texts, Value


def drawn(seed: int, number: int, stretch: float, shift: float = 0.0) -> tuple[list[float], list[bool]]:
    """Probabilities, and what came of them, where the truth is on a curve of its own."""
    rng = Random(seed)
    chances = [0.5 + 0.499 * rng.random() for _ in range(number)]
    return chances, [rng.random() < applied((stretch, shift), chance) for chance in chances]


@pytest.mark.parametrize(("stretch", "shift"), [(0.4, 0.0), (0.6, -0.5), (2.0, 0.5)], ids=str)
def test_the_curve_of_the_world_is_found(stretch: float, shift: float) -> None:
    found = curve(*drawn(1, 4000, stretch, shift))
    assert found is not None
    assert found == pytest.approx((stretch, shift), abs=0.3)


def test_probabilities_that_are_too_sure_are_mended_on_fresh_cases() -> None:
    found = curve(*drawn(2, 300, 0.4))
    assert found is not None
    chances, right = drawn(3, 2000, 0.4)
    before, after = reliability(chances, right), reliability([applied(found, chance) for chance in chances], right)
    assert before is not None
    assert after is not None
    assert after.error < 0.05 < before.error


def test_probabilities_that_are_right_need_no_curve() -> None:
    kept = [curve(*drawn(seed, 200, 1.0)) for seed in range(20)]
    assert kept.count(None) >= 12


@pytest.mark.parametrize(
    ("chances", "right"),
    [
        ([], []),
        ([0.9] * FEWEST, [True, False] * (FEWEST // 2)),
        ([0.5 + at / 100 for at in range(FEWEST)], [True] * FEWEST),
        ([0.5 + at / 100 for at in range(FEWEST - 1)], [at % 2 == 0 for at in range(FEWEST - 1)]),
        ([at / 100 for at in range(100)], [at < 50 for at in range(100)]),  # it would fall
    ],
    ids=["nothing", "one probability", "all right", "few", "upside down"],
)
def test_no_curve(chances: list[float], right: list[bool]) -> None:
    assert curve(chances, right) is None


def test_what_is_certain_has_odds_too() -> None:
    assert log_odds(1.0) == pytest.approx(math.log(999))
    assert log_odds(0.0) == pytest.approx(-math.log(999))
    assert 0.0 <= applied((5.0, -100.0), 0.0) < 1e-12


def test_a_check_says_how_likely_it_is_right_by_the_calibration() -> None:
    rng = Random(4)
    policy = logitext.loads("{{text t}} {{let a = [[a]] verdict v = a}}")
    sure = {f"text {at}": 0.76 + 0.23 * rng.random() for at in range(300)}
    rows = [{"t": text, "right.v": rng.random() < applied((0.4, 0.0), chance)} for text, chance in sure.items()]

    def says(_question: Question, texts: Texts) -> Value:
        return Value(None, probability=sure[texts["t"]])

    theory = Function(says)
    calibration = policy.calibrate(rows, theory=theory, max_error=0.5)
    one = calibration.verdicts["v"]
    assert one.curve is not None
    found = policy.check("text 7", theory=theory, calibration=calibration)
    assert found.probability is not None
    assert found.verdicts["v"].value is True
    assert found.probability["v"].right == pytest.approx(applied(one.curve, sure["text 7"]))
    assert "by its calibration what is entailed is right with 0." in str(found)
