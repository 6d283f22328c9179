"""What reports say by probabilities alone: how well arms rank, and whether their intervals and tests agree."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.suites.scoring.ranks import clause_ranks, rank_pairs, ranks
from benchmarks.suites.scoring.report import as_markdown
from benchmarks.suites.scoring.scores import curves
from logitext.evaluate.statistics import mcnemar, paired


def outcome(instance: str, arm: str, gold: bool, chance: float | None, **clauses: tuple[float, bool]) -> dict[str, Any]:
    return {
        "task": "t", "instance": instance, "arm": arm, "gold": {"v": gold}, "verdicts": {"v": None}, "failed": None,
        "wrong_clauses": [], "questions": 2, "calls": 1, "input_tokens": 0, "output_tokens": 0, "cost": None,
        "seconds": 0.1, "certain": {}, "chances": {} if chance is None else {"v": chance},
        "clauses": {name: list(said) for name, said in clauses.items()},
    }  # fmt: skip


GOLD = (True, True, True, False, False, False)
WELL = (0.57, 0.51, 0.44, 0.45, 0.31, 0.30)
BADLY = (0.5, 0.2, 0.3, 0.5, 0.4, 0.6)


def arm(name: str, chances: tuple[float | None, ...]) -> list[dict[str, Any]]:
    return [
        outcome(str(at), name, gold, chance) for at, (gold, chance) in enumerate(zip(GOLD, chances, strict=True), 1)
    ]


def test_an_arm_that_leaves_all_open_is_compared_by_rank() -> None:
    found = arm("logitext", WELL) + arm("holistic", BADLY)
    ours, theirs = ranks(found)
    assert ours.auc == pytest.approx(8 / 9)
    assert (ours.texts, ours.yes) == (6, 3)
    assert theirs.auc == pytest.approx(1.5 / 9)  # a tie is half a pair
    assert ours.interval[0] < ours.auc <= ours.interval[1] <= 1
    (pair,) = rank_pairs(found, [("t", "v", "logitext", "holistic")])
    assert pair.delta == pytest.approx(6.5 / 9)
    assert (pair.interval[0] > 0) == (pair.p < 0.05)


def test_delong_by_hand() -> None:
    """Two texts of a kind: the variances of the components are those of two numbers."""
    found = [outcome(str(at), "every", at < 3, chance) for at, chance in enumerate((0.9, 0.4, 0.5, 0.1), 1)]
    (rank,) = ranks(found)
    # Components: 0.9 above both, 0.4 above one of two; 0.5 below one of two, 0.1 below both.
    assert rank.auc == 0.75
    variance = 0.125 / 2 + 0.125 / 2
    assert list(rank.interval) == pytest.approx([0.75 - 1.959964 * variance**0.5, 1.0])


def test_texts_of_one_kind_or_without_probability_have_no_rank() -> None:
    assert ranks([outcome(str(at), "every", True, 0.5) for at in range(9)]) == []
    assert ranks(arm("every", (None,) * 6)) == []
    (rank,) = ranks(arm("every", (0.9, 0.8, None, 0.1, 0.2, None)))
    assert (rank.texts, rank.auc) == (4, 1.0)


def test_only_texts_that_both_arms_have_are_paired() -> None:
    found = arm("logitext", WELL) + arm("every", (None, 0.51, 0.44, 0.45, 0.31, 0.30))
    (pair,) = rank_pairs(found, [("t", "v", "logitext", "every")])
    assert (pair.texts, pair.delta, pair.p) == (5, 0.0, 1.0)


def test_clauses_that_the_model_can_tell() -> None:
    found = [
        outcome(str(at), "every", gold, None, told=(chance, gold), blind=(0.4, gold), number=(0.5, 3))  # type: ignore[arg-type]
        for at, (gold, chance) in enumerate(zip(GOLD, WELL, strict=True))
    ]
    assert {one.name: one.auc for one in clause_ranks(found)} == pytest.approx({"told": 8 / 9, "blind": 0.5})


def test_the_likelier_side_of_what_is_open_is_given() -> None:
    points = curves(arm("logitext", WELL))["logitext"]
    assert [share for share, _ in points] == [pytest.approx(number / 6) for number in range(1, 7)]
    assert list(points[1]) == pytest.approx([2 / 6, 0.0])
    assert points[-1][1] == pytest.approx(1 / 6)  # 0.44 of one that holds


def test_a_report_has_the_tables() -> None:
    manifest = {"plan": {"theory": "openai:m", "seed": 0}}
    report = as_markdown(manifest, arm("logitext", WELL) + arm("holistic", BADLY))
    assert "| t | v | logitext | 6 | 3 | 0.89 |" in report
    assert "| t | v | logitext / holistic | 6 | +0.72 |" in report


@pytest.mark.parametrize("counted", [10, 40])
def test_an_interval_and_its_p_value_agree(counted: int) -> None:
    for one in range(counted + 1):
        for other in range(counted + 1 - one):
            low, high = paired(one, other, counted)
            assert -1 <= low <= (one - other) / counted <= high <= 1
            assert (low > 0 or high < 0) == (mcnemar(one, other) < 0.05), (one, other)
