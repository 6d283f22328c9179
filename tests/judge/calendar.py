"""What is done with dates, said with Python's own calendar: each function takes its operands, then a number."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any


def months_later(day: date, months: int) -> date:
    """The same day of another month, or its last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age(born: date, on: date) -> int:
    """Full years; who is born on 29 February has a birthday on 1 March of a year without one."""

    def birthday(year: int) -> date:
        leap = (born.month, born.day) == (2, 29) and not calendar.isleap(year)
        return date(year, 3, 1) if leap else born.replace(year=year)

    return on.year - born.year - (on < birthday(on.year))


OF_DATES: Mapping[str, Callable[..., Any]] = {
    "+ days": lambda day, days, _: day + timedelta(days),
    "- days": lambda day, days, _: day - timedelta(days),
    "days between": lambda one, other, _: (one - other).days,
    "+ weeks": lambda day, weeks: day + timedelta(weeks=weeks),
    "+ months": months_later,
    "+ years": lambda day, years: months_later(day, 12 * years),
    "year": lambda day, _: day.year,
    "month": lambda day, _: day.month,
    "day": lambda day, _: day.day,
    "age": lambda born, on, _: age(born, on),
    "ordinal": lambda day, _: day.toordinal(),
    "from ordinal": lambda number, _: date.fromordinal(number),
}
