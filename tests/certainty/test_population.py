"""Whether documents are answered as the cases of a calibration were."""

from __future__ import annotations

from random import Random

import pytest

import logitext
from logitext.certainty.population import EDGES, add, cells, moves
from logitext.theory import Answers

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


def test_a_clause_that_was_always_the_same_can_move() -> None:
    before, now = {"clause a": {"false": 300.0}}, {"clause a": {"false": 200, "true": 100}}
    assert [one.name for one in moves(before, 300, now)] == ["clause a"]


def test_with_few_cases_or_documents_nothing_is_said() -> None:
    before, now = {"clause a": {"true": 300.0}}, {"clause a": {"false": 49}}
    assert moves(before, 300, now) == []
    assert moves({"clause a": {"true": 300.0}}, 40, {"clause a": {"false": 500}}) == []
    assert moves(before, 300, {}) == []
