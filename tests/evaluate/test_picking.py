"""Which documents are picked: a fair sample of those that may pass, and some of the rest; and the bounds."""

from __future__ import annotations

from random import Random

import pytest

from logitext.evaluate.calibrate import verdict
from logitext.evaluate.picking import picks
from logitext.records.evaluation import CaseVerdict


def sure(number: int, seed: int = 0) -> list[float]:
    rng = Random(seed)
    return [1 - 0.5 * rng.random() ** 2 for _ in range(number)]


def test_most_are_drawn_from_the_surest_and_stand_for_all() -> None:
    chances = sure(2000)
    found = picks(chances, 100, 0.05)
    assert len({one.place for one in found}) == 100
    assert all(one.probability == chances[one.place] for one in found)
    weights = sorted({one.weight for one in found})
    assert len(weights) == 2
    assert sum(one.weight for one in found) == pytest.approx(2000)
    high = [one for one in found if one.probability >= 0.9]
    assert {one.weight for one in high} == {next(one.weight for one in high)}
    assert sum(one.weight == high[0].weight for one in found) == 80


def test_the_first_labels_are_a_fair_sample() -> None:
    kinds = [one.weight for one in picks(sure(2000), 200, 0.05)]
    assert 10 < sum(weight == kinds[0] or weight == min(kinds) for weight in kinds[:50]) <= 50
    assert len(set(kinds[:50])) == 2


@pytest.mark.parametrize(("documents", "number"), [(0, 5), (3, 10), (10, 10), (10, 3), (1, 1)])
def test_few_documents(documents: int, number: int) -> None:
    found = picks(sure(documents), number, 0.05)
    assert len(found) == min(documents, number)
    assert sum(one.weight for one in found) == pytest.approx(documents)


def test_ties_are_not_parted_and_the_seed_decides() -> None:
    assert {one.weight for one in picks([0.5] * 100, 10, 0.05)} == {10.0}
    chances = sure(500)
    assert picks(chances, 50, 0.05) == picks(chances, 50, 0.05)
    assert picks(chances, 50, 0.05) != picks(chances, 50, 0.05, seed=1)


def test_no_threshold_is_tried_below_which_cases_stand_for_more() -> None:
    made = [CaseVerdict(outcome="right", found=True, right=True, sure=0.9 - at / 1000) for at in range(200)]
    weights = [1.0] * 150 + [5.0] * 50
    even, uneven = verdict(made, 0.05, 0.95), verdict(made, 0.05, 0.95, weights)
    assert even.threshold == 0.0
    assert uneven.threshold is not None
    assert uneven.threshold > made[150].sure  # type: ignore[operator]  # they all have one
    assert uneven.given <= 150
    assert verdict(made, 0.05, 0.95, [3.0] * 200).threshold == 0.0
    assert verdict(made, 0.05, 0.95, [5.0] + [1.0] * 199).threshold is None
