"""Whether documents are answered as the cases of a calibration were."""

from __future__ import annotations

from random import Random

import pytest

import logitext
from logitext.certainty.population import EDGES, _chi_square, _grouped, add, cells, index, moves
from logitext.theory import Answers, Failure, Function

POLICY = "{{text t}} {{let a = [[a]] let b = [[b]] violation v = a and b}}"


def _sample(rng: Random, number: int, shape: tuple[float, float]) -> dict[str, dict[str, float]]:
    found: dict[str, float] = {}
    for _ in range(number):
        cell = f"{sum(rng.betavariate(*shape) >= edge for edge in EDGES):02}"
        found[cell] = found.get(cell, 0) + 1
    return {"verdict v": found}


def test_the_cells_of_a_document() -> None:
    policy = logitext.loads(POLICY)
    found = policy.check("x", theory=Answers({"a": {"probability": 0.96}, "b": True}), probability=True)
    assert cells(found) == {"verdict v": "14", "clause a": "true", "clause b": "true"}
    found = policy.check("x", theory=Answers({"a": {"probability": 0.5}, "b": True}), probability=True)
    assert cells(found) == {"verdict v": "09", "clause b": "true", "clause a": "unknown"}


def test_weights_count() -> None:
    found = logitext.loads(POLICY).check("x", theory=Answers({"a": False}), probability=True)
    counts: dict[str, dict[str, float]] = {}
    add(counts, found, 2.5)
    add(counts, found)
    assert counts["clause a"] == {"false": 3.5}


def test_what_chance_explains_is_no_move() -> None:
    said = 0
    for run in range(200):
        rng = Random(run)
        before, now = _sample(rng, 100, (0.3, 0.3)), _sample(rng, 300, (0.3, 0.3))
        said += bool(moves(before, 100, now))
    assert said <= 6  # one of a hundred is what is wanted


def test_what_moved_is_told_the_most_first() -> None:
    rng = Random(1)
    before = _sample(rng, 300, (0.3, 0.3)) | {"clause a": {"true": 150, "false": 150}, "clause b": {"true": 300}}
    now = _sample(rng, 300, (0.3, 0.9)) | {"clause a": {"true": 20, "false": 280}, "clause b": {"true": 300}}
    assert [one.name for one in moves(before, 300, now)] == ["verdict v", "clause a"]
    assert moves(before, 300, now)[1].index == pytest.approx(1.14, abs=0.05)


def test_a_small_move_of_many_documents_is_none() -> None:
    before, now = {"clause a": {"true": 5000.0, "false": 5000.0}}, {"clause a": {"true": 54_000, "false": 46_000}}
    assert moves(before, 10_000, now) == []
    assert moves(before, 10_000, {"clause a": {"true": 65_000, "false": 35_000}}) == []  # 0.093
    assert [one.index for one in moves(before, 10_000, {"clause a": {"true": 66_000, "false": 34_000}})] == [
        pytest.approx(0.106, abs=0.001)
    ]


def test_a_clause_that_was_always_the_same_can_move() -> None:
    before, now = {"clause a": {"false": 300.0}}, {"clause a": {"false": 200, "true": 100}}
    assert [one.name for one in moves(before, 300, now)] == ["clause a"]


def test_with_few_cases_or_documents_nothing_is_said() -> None:
    before, now = {"clause a": {"true": 300.0}}, {"clause a": {"false": 49}}
    assert moves(before, 300, now) == []
    assert moves({"clause a": {"true": 300.0}}, 40, {"clause a": {"false": 500}}) == []
    assert moves(before, 300, {}) == []


def test_small_cells_are_put_together_with_their_neighbours() -> None:
    assert _grouped([1, 1, 98], [5, 6, 7]) == ([100], [18])
    assert _grouped([50, 1, 1, 48], [1, 2, 3, 4]) == ([50, 50], [1, 9])
    assert _grouped([40, 55, 2, 3], [1, 2, 3, 4]) == ([40, 55, 5], [1, 2, 7])
    assert _grouped([90, 6, 4], [1, 2, 3]) == ([90, 10], [1, 5])
    assert _grouped([0, 100], [3, 4]) == ([100], [7])


def test_the_index_and_what_chance_makes_of_it() -> None:
    assert index([60, 40], [40, 60]) == pytest.approx(0.16, abs=0.005)
    assert [round(_chi_square(freedom, 0.95), 1) for freedom in (1, 5, 20)] == [3.7, 11.0, 31.4]


def test_what_is_no_truth_value_is_no_cell() -> None:
    policy = logitext.loads("{{text t}} {{let n: Int = [[n]] let a = [[a]] verdict v = a}}")
    assert cells(policy.check("x", theory=Answers({"n": 1, "a": False}), probability=True)).keys() == {
        "verdict v",
        "clause a",
    }


def test_what_has_no_probability_and_what_was_not_said_has_no_cell() -> None:
    policy = logitext.loads("{{text t}} {{let n: Int = [[n]] let a = [[a]] verdict w = n * n > 3 verdict x = a}}")
    found = policy.check("x", theory=Answers({"n": 3, "a": True}))
    assert found.probability is None
    assert cells(found) == {"clause a": "true"}  # a number has no cell
    found = policy.check("x", theory=Answers({"n": 3, "a": True}), probability=True)
    assert cells(found) == {"clause a": "true"}  # the policy calculates, so its worlds are not counted
    found = policy.check("x", theory=Function(lambda _question, _texts: Failure("broken")))
    assert [one.reason for one in found.verdicts["x"].open] == ["failed"]
    assert cells(found) == {}


def test_the_cell_of_a_verdict_is_that_of_true_or_of_its_likeliest_value() -> None:
    policy = logitext.loads("{{text t}} {{let k: low | mid | high = [[k]] let a = [[a]] verdict v = k verdict x = a}}")
    said = Answers({"k": {"value": "mid", "probability": 0.96}, "a": {"probability": 0.15}})
    found = policy.check("x", theory=said, probability=True)
    assert cells(found) | {"clause a": "false"} == {"verdict v": "14", "verdict x": "05", "clause a": "false"}
    constant = logitext.loads("{{text t}} {{let a = [[a]] verdict x = a or true}}")
    found = constant.check("x", theory=Answers({"a": True}), probability=True)
    assert cells(found)["verdict x"] == "17"  # its only value


def test_neighbouring_cells_of_verdicts_are_put_together_and_none_counts_for_nothing() -> None:
    before = {"verdict v": {f"{cell:02}": 4.0 for cell in range(25)}}
    now = {"verdict v": {f"{cell:02}": 8.0 if cell % 2 else 0.0 for cell in range(25)}}
    assert moves(before, 100, now) == []
    assert moves({"clause v": before["verdict v"]}, 100, {"clause v": now["verdict v"]}) != []
    # With fifty of each something is said.
    half = {"clause a": {"true": 50.0}}
    assert [one.name for one in moves(half, 50, {"clause a": {"false": 50.0}})] == ["clause a"]
    expected = index([50.0, 0.0], [0.0, 50.0])
    assert moves(half, 50, {"clause a": {"false": 50.0}})[0].index == pytest.approx(expected)


def test_cases_that_weigh_more_make_no_more_of_them() -> None:
    before, now = {"clause a": {"true": 500.0, "false": 500.0}}, {"clause a": {"true": 66.0, "false": 34.0}}
    assert [one.name for one in moves(before, 1000, now)] == ["clause a"]
    assert moves(before, 50, now) == []  # of so few cases chance explains as much
    before, now = {"clause a": {"true": 50.0, "false": 50.0}}, {"clause a": {"true": 67.0, "false": 33.0}}
    assert moves(before, 1000, now) == []  # the clause was asked in a hundred of them
