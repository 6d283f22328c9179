"""Turns days into years, months and days of the month, and back, by the Gregorian calendar.

The functions calculate with whole numbers only, so that a solver can calculate with them as well as Python. A day is a
number: 1 is 1 January of the year 1, as in `datetime.date.toordinal`. The calendar has no first and no last day.
Inside, a year begins in March, so that 29 February is the last day of a year. The algorithms are those of
"chrono-Compatible Low-Level Date Algorithms" (Howard Hinnant, https://howardhinnant.github.io/date_algorithms.html).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

_ERA = 146_097
"""The days of 400 years."""
_BEFORE = 305
"""The days between 1 March of the year 0 and the day 0."""


class CalendarArithmetic(NamedTuple):
    """The operations that the functions use.

    `divide` rounds down; its divisor is above 0. `choose(test, a, b)` is `a` if the test holds, else `b`. `either` is
    the `or` of two tests.
    """

    divide: Callable[[Any, int], Any]
    choose: Callable[[Any, Any, Any], Any]
    either: Callable[[Any, Any], Any]


PLAIN = CalendarArithmetic(lambda a, b: a // b, lambda test, a, b: a if test else b, lambda a, b: a or b)
"""The operations on Python's own numbers."""


def civil(day: Any, by: CalendarArithmetic = PLAIN) -> tuple[Any, Any, Any]:
    """The year, the month and the day of the month of a day.

    >>> civil(739215)
    (2024, 11, 25)
    """
    divide, choose = by.divide, by.choose
    since = day + _BEFORE
    era = divide(since, _ERA)
    of_era = since - era * _ERA
    year = divide(of_era - divide(of_era, 1460) + divide(of_era, 36524) - divide(of_era, 146_096), 365)
    of_year = of_era - (365 * year + divide(year, 4) - divide(year, 100))
    march = divide(5 * of_year + 2, 153)
    month = choose(march < 10, march + 3, march - 9)
    return year + era * 400 + choose(march < 10, 0, 1), month, of_year - divide(153 * march + 2, 5) + 1


def day_of(year: Any, month: Any, day: Any, by: CalendarArithmetic = PLAIN) -> Any:
    """The number of the day that has this year, month and day of the month.

    >>> day_of(2024, 11, 25)
    739215
    """
    divide, choose = by.divide, by.choose
    year = choose(month <= 2, year - 1, year)
    era = divide(year, 400)
    of_era = year - era * 400
    march = choose(month <= 2, month + 9, month - 3)
    of_year = divide(153 * march + 2, 5) + day - 1
    return era * _ERA + of_era * 365 + divide(of_era, 4) - divide(of_era, 100) + of_year - _BEFORE


def shifted(day: Any, months: int, by: CalendarArithmetic = PLAIN) -> Any:
    """The day `months` later, on the same day of the month. If that month is too short, its last day.

    >>> civil(shifted(day_of(2024, 2, 29), 12)), civil(shifted(day_of(2024, 1, 31), -2))
    ((2025, 2, 28), (2023, 11, 30))
    """
    divide, choose = by.divide, by.choose
    year, month, of_month = civil(day, by)
    count = year * 12 + month - 1 + months
    year = divide(count, 12)
    month = count - 12 * year + 1
    leap = by.either(
        choose(year - 4 * divide(year, 4) == 0, year - 100 * divide(year, 100) != 0, False),
        year - 400 * divide(year, 400) == 0,
    )
    # From March on, the months of 31 and 30 days follow each other, but for July and August.
    days = choose(month == 2, choose(leap, 29, 28), 30 + _long(month, by))
    return day_of(year, month, choose(of_month > days, days, of_month), by)


def _long(month: Any, by: CalendarArithmetic) -> Any:
    """1 for a month of 31 days, 0 for one of 30 days. The month is not February."""
    odd = month - 2 * by.divide(month, 2)
    return by.choose(month <= 7, odd, 1 - odd)
