r"""What a pattern of `read` finds, as a value of its clause.

>>> from logitext.policy.sorts import REAL
>>> from logitext.syntax.source import Span
>>> from logitext.syntax.tree import Regex
>>> amount = Reading(Regex(r"\$([\d,]+)", "", Span(0, 0)), None, Span(0, 0))
>>> value_reader(amount, REAL)("75,000")
Fraction(75000, 1)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from logitext.policy.reading.dates import USUAL as USUAL_DATE
from logitext.policy.reading.dates import date_form, date_of
from logitext.policy.reading.numbers import NUMBERS, number
from logitext.policy.reading.numbers import USUAL as USUAL_NUMBER
from logitext.policy.sorts import BOOL, DATE, INT, NUMERIC, TEXT, Enumeration, Sort, Value, show
from logitext.syntax.tree import Name, Number, Reading, String
from logitext.unicode.normal_form import nfc

Reader = Callable[[str], Value]
"""Turns written words into a value; ValueError where they are none."""


class FormError(ValueError):
    """What stands behind `as` does not fit the clause; `hint` says what to write."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def constant(reading: Reading, sort: Sort) -> Value | None:
    """The value that a place has whatever is written there; None where that says it. FormError where it is wrong."""
    match reading.form, sort:
        case Name(text=label), Enumeration(labels=labels):
            if label not in labels:
                raise FormError(f"`{label}` is no label of this clause", f"the labels are {', '.join(labels)}")
            return label
        case Number(value=value), sort if sort in NUMERIC:
            if sort == INT and value != int(value):
                raise FormError(f"this clause has whole numbers, and {show(value)} is none", "declare the sort as Real")
            return int(value) if sort == INT else Fraction(value)
        case String(text=text), sort if sort == TEXT:
            return nfc(text)
    return None


def value_reader(reading: Reading, sort: Sort) -> Reader:
    """How what the pattern fits becomes a value. FormError where the form does not fit the sort."""
    if sort == BOOL:
        raise FormError("`read` is for clauses with a value", "write `match` or `reject`")
    fixed = constant(reading, sort)
    if fixed is not None:
        return lambda _: fixed
    match reading.form, sort:
        case (None, Enumeration() as labels):
            return lambda written: _label(written, labels)
        case (None, sort) if sort == TEXT:
            return _text
        case ((None | String()) as form, sort) if sort in NUMERIC:
            name = USUAL_NUMBER.name if form is None else form.text
            if name not in NUMBERS:
                known = ", ".join(f'`"{one}"`' for one in NUMBERS)
                raise FormError(f'there is no form of numbers "{name}"', f"the forms are {known}")
            return lambda written: _number(written, name, sort)
        case ((None | String()) as form, sort) if sort == DATE:
            try:
                by = USUAL_DATE if form is None else date_form(form.text)
            except ValueError as error:
                raise FormError(f"the form of the date cannot be used: {error}", 'write `as "D Month YYYY"`') from None
            return lambda written: date_of(written, by)
    needed, example = _WRITE[_kind(sort)]
    raise FormError(f"`as` needs {needed} here", f"write {example}")


def _kind(sort: Sort) -> str:
    return "label" if isinstance(sort, Enumeration) else "Real" if sort in NUMERIC else sort.name


_WRITE = {
    "label": ("one of the labels", "it without quotes: `read /asap/i as urgent`"),
    "Real": ("a number, or a form of numbers", '`as 5`, or `as "1.234,5"`'),
    "Text": ("a text in quotes", '`as "Ohio"`'),
    "Date": ("a form of dates", '`as "D Month YYYY"`'),
}


def _number(written: str, form: str, sort: Sort) -> Value:
    value = number(written, NUMBERS[form])
    if sort == INT:
        if value.denominator != 1:
            raise ValueError("no whole number")
        return value.numerator
    return value


def _text(written: str) -> str:
    value = nfc(" ".join(written.split()))
    if not value:
        raise ValueError("no words")
    return value


def _label(written: str, sort: Enumeration) -> str:
    """The label that is written, exactly or but for case and the signs between its words, if only one is."""
    text = nfc(written.strip())
    if text in sort.labels:
        return text
    like = [label for label in sort.labels if _plain(label) == _plain(text)]
    if len(like) != 1:
        raise ValueError("none of the labels")
    return like[0]


def _plain(label: str) -> str:
    return _SIGNS.sub("_", nfc(label.casefold()))


_SIGNS = re.compile(r"[\s_-]+")
