"""What makes a clause the same for counting, and how values are kept."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logitext
from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Enumeration, Sort, Value
from logitext.theory.priors.subject import document, read, subject, written
from logitext.theory.recording.key import content
from logitext.trail.questions import questions
from tests.theory.priors.counted import clause

LEVELS = Enumeration.of("minor", "serious")


def keys(source: str) -> dict[str, str]:
    """The clauses of a policy by what they are counted as."""
    asked = questions(logitext.loads(source).checked)
    return {name: subject(content(question)).key for name, question in asked.items()}


def test_a_clause_outlives_what_is_changed_around_it() -> None:
    before = keys("{{text post}} {{let rude = [[is rude]] let old = [[is old]] verdict v = rude and old}}")
    after = keys(
        '# Manners\n{{text post: "a letter"}} Whoever {{let insolent = [[is rude]] match /fool/i prior 0.3 cost 2}}, '
        "goes. {{verdict w = insolent}}"
    )
    assert before["rude"] == after["insolent"]


@pytest.mark.parametrize(
    "changed",
    [
        {"wording": "is very rude"},
        {"sort": ["no", "yes"]},
        {"ask": "Is it rude?"},
        {"yes": ["You fool!"]},
        {"no": ["Dear Sir"]},
        {"phrases": [["rude", "post"]]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_it_does_not_outlive_a_change_of_its_own(changed: dict[str, Any]) -> None:
    assert clause(**changed).key != clause().key


def test_units_of_a_text_are_one_and_different_texts_are_two() -> None:
    def about(text: str, *means: str) -> str:
        return clause(phrases=[["it", text, *means]]).key

    assert about("post.sentences[1]") == about("post.sentences[27]") != about("reply.sentences[1]")
    assert about("post") != about("reply")
    assert about("harm", "hurts somebody") == about("damage", "hurts somebody")


@pytest.mark.parametrize("wrong", [{}, {"name": "a"}, {"name": "a", "wording": "b", "sort": "Nothing"}], ids=str)
def test_what_is_no_clause(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"clause|sort"):
        subject(wrong)


# --- values ------------------------------------------------------------------------------------------------------

VALUES: dict[str, tuple[Sort, st.SearchStrategy[Any]]] = {
    "Bool": (BOOL, st.booleans()),
    "Int": (INT, st.integers(-(10**38), 10**38)),
    "Real": (REAL, st.fractions(-1000, 1000, max_denominator=10**9)),
    "Date": (DATE, st.dates()),
    "enumeration": (LEVELS, st.sampled_from(LEVELS.labels)),
}


@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
def test_what_is_written_is_read(name: str, data: st.DataObject) -> None:
    sort, values = VALUES[name]
    value: Value = data.draw(values)
    kept = written(value, sort)
    assert kept is not None
    assert read(kept, sort) == value
    assert type(read(kept, sort)) is type(value)


def test_a_number_of_many_digits_is_not_kept() -> None:
    for value in (10**50, -(10**5000), Fraction(1, 10**45), Fraction(10**100_000)):
        assert written(value, REAL) is None


def test_of_a_text_next_to_nothing_is_kept() -> None:
    kept = written("Ann Smith, 14 Tanner Street", TEXT)
    assert kept is not None
    assert len(kept) == 4
    assert read(kept, TEXT) == kept
    assert written("\ud800", TEXT) is not None


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("yes", BOOL),
        ("2", LEVELS),
        ("-1", LEVELS),
        ("²", LEVELS),
        ("1/2", INT),
        ("1/0", REAL),
        ("1" * 41, INT),
        ("1e5", REAL),
        ("2026-02-30", DATE),
        ("xyz", TEXT),
    ],
    ids=str,
)
def test_what_was_never_written_is_refused(text: str, sort: Sort) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text, sort)


def test_dates_are_kept_as_days() -> None:
    assert written(date(2026, 11, 25), DATE) == "2026-11-25"


def test_documents_are_spread_evenly() -> None:
    numbers = [document([str(number)]) for number in range(2000)]
    assert len(set(numbers)) == 2000
    assert all(0 <= number < 2**63 for number in numbers)
    mean = sum(numbers) / 2000 / 2**63
    assert math.isclose(mean, 0.5, abs_tol=0.03)
