"""Sorts, and the Python values that stand for their elements.

| sort | value |
| --- | --- |
| Bool | bool |
| Int | int |
| Real | Fraction, exact |
| Text | str, in NFC |
| Date | datetime.date |
| enumeration | str, one of its labels, in NFC |
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, TypeAlias

from logitext.unicode.normal_form import nfc

MAX_EXPONENT = 1000
"""The largest power of ten, up or down, of a number that is taken: beyond it exact arithmetic is too slow."""

Value: TypeAlias = bool | int | Fraction | str | date


@dataclass(frozen=True, slots=True)
class Sort:
    """A basic sort."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Enumeration(Sort):
    """A finite sort; its labels are ordered as declared. Two with the same labels are the same sort."""

    labels: tuple[str, ...]

    @staticmethod
    def of(*labels: str) -> Enumeration:
        return Enumeration(" | ".join(labels), labels)


BOOL = Sort("Bool")
INT = Sort("Int")
REAL = Sort("Real")
TEXT = Sort("Text")
DATE = Sort("Date")

BASIC = {sort.name: sort for sort in (BOOL, INT, REAL, TEXT, DATE)}
NUMERIC = (INT, REAL)


def coerce(value: Any, sort: Sort) -> Value:
    """`value` as an element of `sort`, exactly; ValueError with a message for people when it is none.

    A float counts as the decimal that it prints as, so 0.1 is 1/10. Texts and labels are given in NFC, so that two
    spellings that Unicode calls equal are equal.

    >>> coerce(0.1, REAL)
    Fraction(1, 10)
    >>> coerce("high", Enumeration.of("low", "high"))
    'high'
    >>> coerce(1, BOOL)
    Traceback (most recent call last):
        ...
    ValueError: expected true or false, not 1
    """
    match sort:
        case Enumeration(labels=labels):
            if isinstance(value, str) and nfc(value) in labels:
                return nfc(value)
            near = difflib.get_close_matches(str(value)[:100], labels, 1)
            raise ValueError(
                f"expected one of {', '.join(labels)}, not {show(value)}"
                + (f"; did you mean {near[0]}?" if near else "")
            )
        case Sort("Bool"):
            if isinstance(value, bool):
                return value
            raise ValueError(f"expected true or false, not {show(value)}")
        case Sort("Int") | Sort("Real"):
            wanted = "a whole number" if sort == INT else "a number"
            if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
                raise ValueError(f"expected {wanted}, not {show(value)}")
            if isinstance(value, float | Decimal) and not math.isfinite(value):
                raise ValueError(f"expected {wanted}, not {value}")
            if isinstance(value, Decimal) and abs(value.adjusted()) > MAX_EXPONENT:
                raise ValueError(f"expected {wanted} of a sensible size, not {value}")
            exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
            if sort == REAL:
                return exact
            if exact.denominator != 1:
                raise ValueError(f"expected a whole number, not {show(value)}")
            return exact.numerator
        case Sort("Text"):
            if isinstance(value, str):
                return nfc(value)
            raise ValueError(f"expected a text, not {show(value)}")
        case Sort("Date"):
            return _date(value)
    raise AssertionError(sort)


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"there is no day {value}") from None
    raise ValueError(f"expected a date such as 2026-11-25, not {show(value)}")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def sayable(text: str) -> str:
    r"""The text with a `?` for each lone surrogate, which UTF-8 cannot say.

    >>> sayable("a\ud800b")
    'a?b'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def show(value: Any) -> str:
    """A value as people write it: `true`, `12`, `0.5`, `1/3`, `2026-11-25`, `"text"`; a label is a text here.

    >>> show({"a": [1], "b": "x"}), show([True, None])
    ('{"a": […], "b": "x"}', '[true, null]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, Fraction):
        return show_fraction(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return quoted_text(value if len(value) <= 60 else value[:57] + "…")
    if isinstance(value, Mapping):
        text = f"{{{', '.join(f'{show(name)}: {_show_inner(part)}' for name, part in islice(value.items(), 9))}}}"
    elif isinstance(value, list):
        text = f"[{', '.join(map(_show_inner, value[:9]))}]"
    else:
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _show_inner(value: Any) -> str:
    """A value within another one; what may be deep is not gone into."""
    if isinstance(value, Mapping):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return "null" if value is None else show(value)


def quoted_text(text: str) -> str:
    """A text as a policy writes it, all of it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def show_fraction(value: Fraction) -> str:
    """A rational as a terminating decimal where it is one, else as `p/q`."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    if not places:
        return str(value.numerator)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def values_of(sort: Sort) -> tuple[Value, ...]:
    """The values of a sort that can be gone through one by one: none of a number, a date or a text."""
    if sort == BOOL:
        return (True, False)
    return sort.labels if isinstance(sort, Enumeration) else ()
