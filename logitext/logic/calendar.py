"""The Gregorian calendar, carried to all days, in arithmetic of whole numbers: the same for Python's and a solver's.

A day is its number: 1 is 1 January of the year 1, as in `datetime.date.toordinal`. Inside, years begin in March, so
that the day that comes and goes is the last of its year. After "chrono-Compatible Low-Level Date Algorithms" (Howard
Hinnant, https://howardhinnant.github.io/date_algorithms.html).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

_ERA = 146_097
"""The days of 400 years."""
_BEFORE = 305
"""The days between 1 March of the year 0 and the day 0."""


class Arithmetic(NamedTuple):
    """How to calculate: `divide` rounds down, for divisors above 0; `choose` is condition, then, otherwise."""

    divide: Callable[[Any, int], Any]
    choose: Callable[[Any, Any, Any], Any]
    either: Callable[[Any, Any], Any]


PLAIN = Arithmetic(lambda a, b: a // b, lambda test, a, b: a if test else b, lambda a, b: a or b)
"""That of Python's whole numbers."""


def civil(day: Any, by: Arithmetic = PLAIN) -> tuple[Any, Any, Any]:
    """The year, month and day of the month.

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


def day_of(year: Any, month: Any, day: Any, by: Arithmetic = PLAIN) -> Any:
    """The day with this year, month and day of the month.

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


def shifted(day: Any, months: int, by: Arithmetic = PLAIN) -> Any:
    """The same day of the month so many months later; the last of that month where it has no such day.

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


def _long(month: Any, by: Arithmetic) -> Any:
    """1 for a month of 31 days, 0 for another; February is not asked for."""
    odd = month - 2 * by.divide(month, 2)
    return by.choose(month <= 7, odd, 1 - odd)
