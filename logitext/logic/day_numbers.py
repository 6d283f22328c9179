"""Days as numbers, which the logic counts with: 1 is the first of January of the year 1."""

from __future__ import annotations

from datetime import date

from logitext.policy.sorts import DATE, Sort, Value

_LAST = date.max.toordinal()


def into(value: Value) -> Value:
    """A value as it goes in."""
    return value.toordinal() if isinstance(value, date) else value


def out(value: Value | None, sort: Sort) -> Value | None:
    """A value of a sort as it comes out; None for a day that there is not.

    >>> out(739215, DATE), out(0, DATE)
    (datetime.date(2024, 11, 25), None)
    """
    if sort != DATE or value is None:
        return value
    assert isinstance(value, int)
    return date.fromordinal(value) if 1 <= value <= _LAST else None
