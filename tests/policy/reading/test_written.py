"""Numbers, dates and labels as people write them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from logitext.policy.reading.dates import date_form, date_of
from logitext.policy.reading.numbers import NUMBERS, number
from logitext.policy.reading.values import value_reader
from logitext.policy.sorts import INT, TEXT, Enumeration, Sort, Value
from logitext.syntax.source import Span
from logitext.syntax.tree import Reading, Regex


@pytest.mark.parametrize(
    ("written", "form", "value"),
    [
        ("75,000", "1,234.5", "75000"),
        ("75000", "1,234.5", "75000"),
        ("1,234,567.890", "1,234.5", "1234567.89"),
        ("5,000,", "1,234.5", "5000"),
        ("5.", "1,234.5", "5"),
        ("-3", "1,234.5", "-3"),
        ("\u22123.5", "1,234.5", "-3.5"),
        ("+3", "1,234.5", "3"),
        (" 12 ", "1,234.5", "12"),
        ("٧٥", "1,234.5", "75"),
        ("1.234,5", "1.234,5", "1234.5"),
        ("1\u202f234,5", "1 234,5", "1234.5"),
        ("1 234.5", "1 234.5", "1234.5"),
        ("1’234.5", "1'234.5", "1234.5"),
    ],
)
def test_numbers(written: str, form: str, value: str) -> None:
    assert number(written, NUMBERS[form]) == Fraction(value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1,23",
        "12,3456",
        "1234,567",
        ",123",
        "1,234.5.6",
        "$5",
        "5%",
        "five",
        "1e5",
        "--1",
        "- 1",
        "1 234",
        "½",
        "1" * 61,
    ],
)
def test_what_is_no_number(written: str) -> None:
    with pytest.raises(ValueError, match="no number of the form"):
        number(written, NUMBERS["1,234.5"])


@pytest.mark.parametrize(
    ("written", "form", "value"),
    [
        ("2026-03-04", "YYYY-MM-DD", (2026, 3, 4)),
        ("3/4/2026", "M/D/YYYY", (2026, 3, 4)),
        ("03/04/2026", "DD/MM/YYYY", (2026, 4, 3)),
        ("4 MARCH 2026", "D Month YYYY", (2026, 3, 4)),
        ("Sept. 4, 2026", "Mon D, YYYY", (2026, 9, 4)),
        ("may 4, 2026", "Mon D, YYYY", (2026, 5, 4)),
        ("4.\n 3. 2026", "D. M. YYYY", (2026, 3, 4)),
        ("٢٠٢٦-٠٣-٠٤", "YYYY-MM-DD", (2026, 3, 4)),
    ],
)
def test_dates(written: str, form: str, value: tuple[int, int, int]) -> None:
    assert date_of(written, date_form(form)) == date(*value)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("3/4/2026", "MM/DD/YYYY"),
        ("2026-02-30", "YYYY-MM-DD"),
        ("0000-01-01", "YYYY-MM-DD"),
        ("4 Marz 2026", "D Month YYYY"),
        ("4 Mar 2026", "D Month YYYY"),
        ("2026-03-04x", "YYYY-MM-DD"),
        ("20260304", "YYYY-MM-DD"),
    ],
)
def test_what_is_no_date(written: str, form: str) -> None:
    with pytest.raises(ValueError, match=r"no (date of the form|such day)"):
        date_of(written, date_form(form))


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ("DD.MM.YY", "two digits do not say which century"),
        ("DD.MM.", "it does not say the year"),
        ("YYYY-MM", "it does not say the day"),
        ("YYYY-Mon-MM", "`Mon` and `MM` both say the month"),
        ("yyyy-MM-DD", "`yyyy` is no part of a date"),
        ("D of Month YYYY", "`of` is no part of a date"),
        ("YYYY-MM-DD" * 5, "at most 40 characters"),
    ],
)
def test_forms_of_dates_that_say_too_little(form: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        date_form(form)


def _read(sort: Sort, written: str) -> Value:
    return value_reader(Reading(Regex("x", "", Span(0, 0)), None, Span(0, 0)), sort)(written)


def test_labels() -> None:
    sort = Enumeration.of("low", "very_high")
    assert _read(sort, "LOW") == "low"
    assert _read(sort, "Very\n high") == "very_high"
    assert _read(sort, "very-high") == "very_high"
    with pytest.raises(ValueError, match="none of the labels"):
        _read(sort, "high")
    alike = Enumeration.of("A", "a")
    assert _read(alike, "a") == "a"
    with pytest.raises(ValueError, match="none of the labels"):
        _read(Enumeration.of("Ab", "aB"), "ab")


def test_whole_numbers_and_texts() -> None:
    assert _read(INT, "3.0") == 3
    with pytest.raises(ValueError, match="no whole number"):
        _read(INT, "3.5")
    assert _read(TEXT, " New\r\n  York ") == "New York"
    with pytest.raises(ValueError, match="no words"):
        _read(TEXT, " \n")
