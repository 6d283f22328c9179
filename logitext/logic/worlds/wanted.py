"""What is wanted of a clause: that its value is one of some, or lies within bounds.

>>> from logitext.policy.sorts import INT
>>> Wanted("threat", BOOL, (True,)).words()
'true'
>>> Wanted("victims", INT, (), (NumberRange(2, None, closed=(True, False)),)).words()
'at least 2'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from logitext.logic.day_numbers import into, out
from logitext.logic.diagram.cells import Cells
from logitext.policy.sorts import BOOL, NUMERIC, TEXT, Sort, Value, show


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from `low` to `high`, None where there is no end; `closed` says which ends belong to it."""

    low: Value | None
    high: Value | None
    closed: tuple[bool, bool] = (False, False)

    def admits(self, value: Value) -> bool:
        above = self.low is None or self.low < value or (self.closed[0] and self.low == value)  # type: ignore[operator]
        below = self.high is None or value < self.high or (self.closed[1] and self.high == value)  # type: ignore[operator]
        return above and below

    def inside(self) -> Value:
        """A number, or a date, that lies within."""
        if self.low is not None and (self.closed[0] or self.low == self.high):
            return self.low
        if self.high is not None and self.closed[1]:
            return self.high
        low, high = (None if end is None else into(end) for end in (self.low, self.high))
        if low is None and high is None:
            return 0
        found: Any = high - 1 if low is None else low + 1 if high is None else (low + high) / Fraction(2)  # type: ignore[operator]
        if isinstance(self.low, date) or isinstance(self.high, date):
            return date.fromordinal(int(found))
        if isinstance(low, int) and isinstance(high, int) and high - low > 1:
            return low + 1
        return found  # type: ignore[no-any-return]

    def formula(self, clause: str) -> str:
        low = None if self.low is None else f"{clause} {'>=' if self.closed[0] else '>'} {show(self.low)}"
        high = None if self.high is None else f"{clause} {'<=' if self.closed[1] else '<'} {show(self.high)}"
        return " and ".join(part for part in (low, high) if part is not None) or "true"

    def words(self) -> str:
        if self.low is not None and self.low == self.high:
            return show(self.low)
        low = "" if self.low is None else f"{'at least' if self.closed[0] else 'more than'} {show(self.low)}"
        high = "" if self.high is None else f"{'at most' if self.closed[1] else 'less than'} {show(self.high)}"
        return " and ".join(part for part in (low, high) if part) or "any number"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the value of a clause is to be: one of `values`, or within one of `bounds`.

    With `other` it is a text that is none of `values`. Of a demand there is always a value that meets it.
    """

    clause: str
    sort: Sort
    values: tuple[Value, ...]
    bounds: tuple[NumberRange, ...] = ()
    other: bool = False

    def admits(self, value: Value) -> bool:
        """Whether a value is what is wanted."""
        if self.other:
            return value not in self.values
        if self.sort == BOOL:
            return value is self.values[0]
        return value in self.values or any(one.admits(value) for one in self.bounds)

    def words(self) -> str:
        """In words, as after "is": `true`, `serious or deadly`, `more than 2`."""
        shown = [value if isinstance(value, str) and self.sort != TEXT else show(value) for value in self.values]
        if self.other:
            return f"none of {', '.join(shown)}" if shown else "any text"
        return " or ".join([*shown, *(one.words() for one in self.bounds)])

    @property
    def value(self) -> Value | None:
        """The only value, where there is but one."""
        return self.values[0] if len(self.values) == 1 and not self.bounds and not self.other else None

    def formula(self) -> str:
        """As a formula of the language: `threat`, `severity == deadly`, `victims >= 2`.

        >>> from logitext.policy.sorts import INT
        >>> Wanted("victims", INT, (0,), (NumberRange(2, 5, closed=(True, False)),)).formula()
        'victims == 0 or victims >= 2 and victims < 5'
        """
        if self.sort == BOOL:
            return str(self)
        shown = [value if isinstance(value, str) and self.sort != TEXT else show(value) for value in self.values]
        if self.other:
            return " and ".join(f"{self.clause} != {value}" for value in shown) or "true"
        return " or ".join(
            [*(f"{self.clause} == {value}" for value in shown), *(b.formula(self.clause) for b in self.bounds)]
        )

    def sample(self) -> Value | None:
        """A value that meets it; None where that is a text that nobody has named."""
        if self.values and not self.other:
            return self.values[0]
        return self.bounds[0].inside() if self.bounds else None

    def __str__(self) -> str:
        if self.sort == BOOL:
            return self.clause if self.values[0] else f"not {self.clause}"
        return f"{self.clause} is {self.words()}"


def wanted(clause: str, sort: Sort, cells: Cells, chosen: Iterable[int]) -> Wanted:
    """That the value of a clause lies in one of the chosen cells; `sort` is the clause's own, where days are dates."""
    places = sorted(chosen)
    if cells.sort == TEXT:
        last = len(cells) - 1
        if last in places:  # "any other text": what is not chosen is what it may not be
            return Wanted(clause, sort, tuple(_known(cells, [c for c in range(last) if c not in places])), other=True)
        return Wanted(clause, sort, tuple(_known(cells, places)))
    if cells.sort not in NUMERIC:
        return Wanted(clause, sort, tuple(_known(cells, places)))
    bounds = [_dated(one, sort) for one in _joined([cells.bounds(cell) for cell in places])]
    single = tuple([one.low for one in bounds if one.low is not None and one.low == one.high])
    return Wanted(clause, sort, single, tuple([one for one in bounds if one.low is None or one.low != one.high]))


def _known(cells: Cells, places: Sequence[int]) -> list[Value]:
    return [value for cell in places if (value := cells.representatives[cell]) is not None]


def _joined(pieces: Sequence[tuple[Fraction | int | None, bool, Fraction | int | None, bool]]) -> list[NumberRange]:
    """Neighbouring pieces of the numbers as one each."""
    found: list[NumberRange] = []
    for low, low_in, high, high_in in pieces:
        last = found[-1] if found else None
        if last is not None and last.high == low and low is not None and (last.closed[1] or low_in):
            found[-1] = NumberRange(last.low, high, (last.closed[0], high_in))
        else:
            found.append(NumberRange(low, high, (low_in, high_in)))
    return found


def _dated(one: NumberRange, sort: Sort) -> NumberRange:
    return NumberRange(out(one.low, sort), out(one.high, sort), one.closed)
