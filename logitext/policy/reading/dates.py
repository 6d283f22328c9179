r"""Dates as they are written, by a form that names their parts: `D Month YYYY`, `MM/DD/YYYY`.

>>> form = date_form("D Month YYYY")
>>> date_of("3 march\n2026", form)
datetime.date(2026, 3, 3)
>>> date_of("30 February 2026", form)
Traceback (most recent call last):
    ...
ValueError: no such day
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BY_NAME = {month.lower(): number for number, month in enumerate(MONTHS, 1)}
_BY_ABBREVIATION = {month[:3].lower(): number for number, month in enumerate(MONTHS, 1)} | {"sept": 9}

PARTS = {
    "YYYY": ("year", "[0-9]{4}"),
    "Month": ("month", f"(?:{'|'.join(MONTHS)})"),
    "Mon": ("month", f"(?:{'|'.join(sorted(_BY_ABBREVIATION, key=len, reverse=True))})\\.?"),
    "MM": ("month", "[0-9]{2}"),
    "M": ("month", "[0-9]{1,2}"),
    "DD": ("day", "[0-9]{2}"),
    "D": ("day", "[0-9]{1,2}"),
}
"""The parts of a form, longer ones first: what each gives, and what it fits."""

_PART = re.compile(r"[A-Za-z]+")
_MOST = 40


@dataclass(frozen=True, slots=True)
class DateForm:
    """How dates are written; `name` is the form itself."""

    name: str
    pattern: re.Pattern[str]


def date_form(name: str) -> DateForm:
    """The form of a name; ValueError says what is wrong with it."""
    if len(name) > _MOST:
        raise ValueError(f"a form has at most {_MOST} characters")
    parts: list[str] = []
    seen: dict[str, str] = {}
    at = 0
    for found in _PART.finditer(name):
        word = found[0]
        if word == "YY":
            raise ValueError("two digits do not say which century is meant; only `YYYY` is a year")
        if word not in PARTS:
            raise ValueError(f"`{word}` is no part of a date; the parts are {', '.join(f'`{part}`' for part in PARTS)}")
        what, fits = PARTS[word]
        if what in seen:
            raise ValueError(f"`{seen[what]}` and `{word}` both say the {what}")
        seen[what] = word
        parts += [_between(name[at : found.start()]), f"(?P<{what}>{fits})"]
        at = found.end()
    missing = [what for what in ("year", "month", "day") if what not in seen]
    if missing:
        raise ValueError(f"it does not say the {missing[0]}")
    parts.append(_between(name[at:]))
    return DateForm(name, re.compile("".join(parts), re.IGNORECASE))


def _between(signs: str) -> str:
    return "".join([r"\s+" if part.isspace() else re.escape(part) for part in re.split(r"(\s+)", signs) if part])


USUAL = date_form("YYYY-MM-DD")


def date_of(written: str, form: DateForm) -> date:
    """The day; ValueError where it is not written in this form, or there is no such day."""
    text = "".join([str(unicodedata.decimal(char)) if char.isdecimal() else char for char in written.strip()])
    found = form.pattern.fullmatch(text) if len(text) <= 2 * _MOST else None
    if found is None:
        raise ValueError(f"no date of the form {form.name}")
    try:
        return date(int(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError:
        raise ValueError("no such day") from None


def _month(written: str) -> int:
    word = written.lower().rstrip(".")
    return int(word) if word.isdigit() else _BY_NAME.get(word) or _BY_ABBREVIATION[word]
