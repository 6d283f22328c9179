"""Numbers as they are written, by a form that says which signs part thousands and fractions.

>>> number("75,000.50", NUMBERS["1,234.5"]), number("75.000,50", NUMBERS["1.234,5"])
(Fraction(150001, 2), Fraction(150001, 2))
>>> number("7,50", NUMBERS["1,234.5"])
Traceback (most recent call last):
    ...
ValueError: no number of the form 1,234.5
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

MOST_CHARACTERS = 60
"""A longer number is not read: no amount has so many digits, and exact arithmetic would be slow."""

_SPACES = " \u00a0\u202f\u2009"
_MINUS = "-\u2212"


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How numbers are written: `name` shows it, `thousands` are signs between groups of three, `point` is one sign."""

    name: str
    thousands: str
    point: str


NUMBERS = {
    form.name: form
    for form in (
        NumberForm("1,234.5", ",", "."),
        NumberForm("1.234,5", ".", ","),
        NumberForm("1 234.5", _SPACES, "."),
        NumberForm("1 234,5", _SPACES, ","),
        NumberForm("1'234.5", "'\u2019", "."),
    )
}
USUAL = NUMBERS["1,234.5"]


def number(written: str, form: NumberForm) -> Fraction:
    """The number; ValueError where it is not written in this form, as when its groups have not three digits each.

    Decimal digits of any script are digits. Signs that end a sentence or a part of it, behind the number, are none
    of it.
    """
    text = "".join([str(unicodedata.decimal(char)) if char.isdecimal() else char for char in written.strip()])
    text = text.rstrip(".,;:")
    sign = ""
    if text[:1] and text[0] in "+" + _MINUS:
        sign, text = ("-" if text[0] in _MINUS else ""), text[1:]
    if len(text) > MOST_CHARACTERS or not _pattern(form).fullmatch(text):
        raise ValueError(f"no number of the form {form.name}")
    for char in form.thousands:
        text = text.replace(char, "")
    return Fraction(sign + text.replace(form.point, "."))


def _pattern(form: NumberForm) -> re.Pattern[str]:
    between, point = f"[{re.escape(form.thousands)}]", re.escape(form.point)
    return re.compile(f"(?:[0-9]+|[0-9]{{1,3}}(?:{between}[0-9]{{3}})+)(?:{point}[0-9]+)?")
