"""Clauses with labels and whole numbers: what is learned of them, and what is answered."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.learning import fit
from logitext.learning.learn import learn
from logitext.report import learned as report
from logitext.theory.learned import file
from logitext.theory.learned.file import LearnedFile
from tests.learning.examples import data

pytest.importorskip("sklearn")

POLICY = logitext.loads("""
{{text post}}
{{let animal: cat | dog | horse = [[which animal it is about]]  let legs: Int = [[how many legs it speaks of]]}}
{{let weight: Real = [[how heavy it is]]}}
{{verdict cats = animal == cat  verdict many = legs > 3}}
""")
_SAID = {"cat": "the kitten purrs and meows", "dog": "the puppy barks and wags", "horse": "the foal neighs and trots"}

_ELSE = [
    first + last for first in ("gar", "ri", "bla", "lan", "the", "mo") for last in ("den", "ver", "nket", "tern", "sk")
]


def rows(count: int = 90, rare: int = 0) -> list[dict[str, Any]]:
    kinds = [list(_SAID)[number % 2] for number in range(count)] + ["horse"] * rare
    rng = random.Random(1)
    found = []
    for number, kind in enumerate(kinds):
        legs = 4 if number % 3 else 2
        words = [_SAID[kind], "on four paws" if legs == 4 else "on two feet", *rng.sample(_ELSE, 6), f"x{number}"]
        right = {"animal": kind, "legs": legs, "weight": number / 7}
        found.append({"post": " ".join(words), "right": right})
    return found


@pytest.fixture(scope="module")
def learnt() -> LearnedFile:
    return learn(POLICY.checked, data(rows(rare=2)), {})[0]


@pytest.fixture(scope="module")
def model(learnt: LearnedFile, tmp_path_factory: pytest.TempPathFactory) -> theory.Learned:
    path = tmp_path_factory.mktemp("learned") / "learned.json"
    file.save(learnt, path)
    return theory.Learned(path)


def test_labels_and_whole_numbers_are_learned_and_other_numbers_are_not(learnt: LearnedFile) -> None:
    assert learnt.names == ("animal", "legs")
    assert {name: set(one.values) for name, one in learnt.values.items()} == {
        "animal": {"cat", "dog"},  # there are two texts about horses, and five groups are the least
        "legs": {"2", "4"},
    }
    told = learnt.values["animal"].held_out
    assert told.accuracy > 0.9 > told.base
    assert told.auc is None
    assert "animal" in report.words(learnt, {})


@pytest.mark.parametrize(
    ("text", "animal", "legs"),
    [
        ("the kitten purrs and meows on four paws in story", "cat", 4),
        ("the puppy barks and wags on two feet in story", "dog", 2),
    ],
)
def test_the_theory_answers_with_the_likeliest_value(model: theory.Learned, text: str, animal: str, legs: int) -> None:
    result = POLICY.check(text, theory=model)
    assert result.answers == {"animal": animal, "legs": legs}
    assert result.verdicts["cats"].value is (animal == "cat")
    assert result.verdicts["many"].value is (legs == 4)


def test_a_value_that_was_rare_is_not_taken_for_another(model: theory.Learned) -> None:
    """The chances of the values that were learned are not made to come to 1."""
    result = POLICY.check("the foal neighs and trots in story", theory=model, verdicts=["cats"])
    assert "animal" not in result.answers


def test_a_clause_with_one_frequent_value_is_left_out() -> None:
    cases = rows(40)
    for one in cases:
        one["right"]["animal"] = "cat"
    found, why_not = learn(POLICY.checked, data(cases), {})
    assert found.names == ("legs",)
    assert why_not["animal"] == "none of its values stands in 5 groups of texts and not in as many; two must"


def test_figures_of_values() -> None:
    told = fit.figures_of_values([("a", "a", 0.9), ("a", "b", 0.8), ("a", "a", 0.5), ("b", "b", 0.9), ("b", None, 0.0)])
    assert (told.texts, told.yes, told.base, told.accuracy) == (5, 3, 0.6, 0.6)
    assert told.balanced == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert told.decided == pytest.approx(0.6)
    assert told.right == pytest.approx(2 / 3)


def test_a_changed_label_is_another_clause(learnt: LearnedFile, tmp_path: Path) -> None:
    file.save(learnt, tmp_path / "learned.json")
    other = logitext.loads("""{{text post}}{{let animal: cat | dog = [[which animal it is about]]
      verdict cats = animal == cat}}""")
    result = other.check("the kitten purrs", theory=theory.Learned(tmp_path / "learned.json"))
    assert "has changed since" in (result.verdicts["cats"].open[0].detail or "")
