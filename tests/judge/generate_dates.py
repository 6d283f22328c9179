"""Random days for the generator, and what is calculated with them: around the ends of months, years and leap years."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from random import Random

from tests.judge.model import Apply, Clause, Literal, Sort, Term

DAYS = (
    *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1), date(2024, 1, 31)),
    *(date(2023, 12, 31), date(2024, 1, 1), date(2000, 2, 29), date(1900, 3, 1), date(2006, 2, 28), date(2024, 12, 31)),
)
_NAMES = ("signed", "opened", "born")


class OfDates:
    """Makes formulas of dates; `number` makes a number of a sort and a depth, `of_sort` has what there is of a sort."""

    def __init__(self, rng: Random, number: Callable[[str, int], Term], of_sort: Callable[[Sort], list[Term]]) -> None:
        self._rng = rng
        self._number = number
        self._of_sort = of_sort

    def clause(self, taken: Collection[str]) -> Clause | None:
        """A clause with two or three days; None where the names are used up."""
        rng = self._rng
        names = [name for name in _NAMES if name not in taken]
        if not names:
            return None
        days: Sequence[date] = rng.sample(DAYS, rng.choice((2, 2, 3)))
        near = [day + timedelta(step) for day in days for step in (-1, 1, 31, -400, 366)]
        wide = [day for day in dict.fromkeys((*near, *DAYS)) if day not in days]
        return Clause(rng.choice(names), "Date", tuple(sorted(days)), tuple(wide))

    def day(self, depth: int) -> Term:
        """A formula whose value is a day."""
        rng = self._rng
        if depth <= 0 or rng.random() < 0.3:
            return rng.choice(self._of_sort("Date"))
        inner = self.day(depth - 1)
        match rng.choice(("+ days", "- days", "+ weeks", "+ months", "+ years", "+ years", "min", "max")):
            case "min" | "max" as op:
                return Apply(op, (inner, self.day(depth - 1)))
            case "+ days" | "- days" as op:
                days = self._number("Int", 0) if rng.random() < 0.5 else Literal(rng.choice((1, 28, 365)), "Int")
                return Apply(op, (inner, days))
            case op:
                return Apply(op, (inner,), rng.choice((1, 1, -1, 2, 4, -12, 13)))

    def number(self, depth: int) -> Term:
        """A formula whose value is a whole number, made of days."""
        rng = self._rng
        match rng.choice(("year", "month", "day", "age", "age", "days between", "days between")):
            case "age" | "days between" as op:
                sides = [self.day(depth), self.day(0)]
                rng.shuffle(sides)
                return Apply(op, tuple(sides))
            case op:
                return Apply(op, (self.day(depth),))
