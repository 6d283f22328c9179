"""Answers in words: what it means that a clause's value lies in some of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from logitext.logic.day_numbers import out
from logitext.logic.diagram.cells import Cells
from logitext.policy.sorts import BOOL, DATE, INT, REAL, TEXT, Sort, Value, show


class Range(NamedTuple):
    """Neighbouring cells of a number: from `low` to `high`, either None where there is no end."""

    low: Value | None
    low_within: bool
    high: Value | None
    high_within: bool


def cells_in_words(cells: Cells, chosen: Sequence[int], sort: Sort) -> str:
    """Some of the cells of a clause in words. `chosen` is in their order; `sort` is the policy's own, a Date maybe.

    >>> from logitext.policy.sorts import Enumeration
    >>> cells_in_words(Cells(BOOL, ()), [0], BOOL), cells_in_words(Cells(INT, [2]), [1, 2], INT)
    ('false', 'at least 2')
    >>> cells_in_words(Cells(INT, [2, 9]), [0, 3], INT)
    'at most 1 or 9'
    >>> level = Enumeration.of("low", "middle", "high")
    >>> cells_in_words(Cells(level, ()), [0, 1], level), cells_in_words(Cells(level, ()), [1], level)
    ('not high', 'middle')
    """
    if len(chosen) == len(cells):
        return "anything"
    if cells.sort in (INT, REAL):
        return " or ".join(_in_words(one, sort) for one in _ranges(cells, chosen))
    values = cells.representatives
    if cells.sort == TEXT:
        return " or ".join("another text" if values[cell] is None else show(values[cell]) for cell in chosen)
    if len(cells) > 2 and len(chosen) == len(cells) - 1:
        return f"not {next(value for cell, value in enumerate(values) if cell not in chosen)}"
    return " or ".join(show(values[cell]) if cells.sort == BOOL else str(values[cell]) for cell in chosen)


def _ranges(cells: Cells, chosen: Sequence[int]) -> list[Range]:
    """The chosen cells of a number, those together that are neighbours."""
    runs: list[list[int]] = []
    for cell in chosen:
        if runs and runs[-1][-1] == cell - 1:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [_whole(cells, run) if cells.sort == INT else _real(cells, run) for run in runs]


def _whole(cells: Cells, run: Sequence[int]) -> Range:
    low = None if run[0] == 0 else _least(cells, run[0])
    high = None if run[-1] == len(cells) - 1 else _least(cells, run[-1] + 1) - 1
    return Range(low, True, high, True)


def _least(cells: Cells, cell: int) -> int:
    """The least whole number in a cell that is not the first."""
    below, within = cells.representatives[cell - 1], cells.representatives[cell]
    assert isinstance(below, int)
    assert isinstance(within, int)
    while within - below > 1:
        middle = (below + within) // 2
        if cells.cell(middle) >= cell:
            within = middle
        else:
            below = middle
    return within


def _real(cells: Cells, run: Sequence[int]) -> Range:
    """The range of a run of cells: those at odd places are points, the others lie between them."""
    values = cells.representatives
    first, last = run[0], run[-1]
    low = values[first] if first % 2 else values[first - 1] if first else None
    high = values[last] if last % 2 else values[last + 1] if last + 1 < len(values) else None
    return Range(low, first % 2 == 1, high, last % 2 == 1)


def _in_words(one: Range, sort: Sort) -> str:
    low, high = _shown(one.low, sort), _shown(one.high, sort)
    if one.low is None:
        return f"at most {high}" if one.high_within else f"below {high}"
    if one.high is None:
        return f"at least {low}" if one.low_within else f"above {low}"
    if one.low == one.high:
        return low
    if one.low_within and one.high_within:
        return f"{low} to {high}"
    start = f"at least {low}" if one.low_within else f"above {low}"
    return f"{start} and {'at most' if one.high_within else 'below'} {high}"


def _shown(value: Value | None, sort: Sort) -> str:
    day = out(value, sort) if sort == DATE else None
    return show(value if day is None else day)


def concrete(values: Sequence[Value | None]) -> tuple[Value, ...]:
    """The values of cells; where one stands for any other text, a text that is none of the others.

    >>> concrete(["yes", None])
    ('yes', 'another text')
    """
    other = "another text"
    while other in values:
        other += "."
    return tuple([other if value is None else value for value in values])


def plainly(value: Value, sort: Sort) -> str:
    """One value in words; of a number or a text it is an example of many."""
    if sort == BOOL:
        return show(value)
    return f"such as {_shown(value, sort)}" if sort in (INT, REAL, DATE, TEXT) else str(value)
