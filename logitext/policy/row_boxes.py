"""What rows a lookup takes, as boxes: of each thing that rows are compared with, the values that a row stands for.

`income > 1000 and income <= 5000` is a box of one side. From boxes follows whether two rows fit at once, and whether
none does between others, whatever is known later.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from logitext.policy.sorts import BOOL, DATE, INT, NUMERIC, Enumeration, Sort, Value, values_of
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term

MOST_PAIRS = 300
"""Rows of which each is compared with each other, where they cannot be put in order."""
MOST_COMBINATIONS = 10_000
"""Combinations of labels that are gone through."""

End: TypeAlias = tuple[int | Fraction, int]
"""Where a range begins or ends: at a number, just before it (-1), or just after it (1)."""


class RowRange(NamedTuple):
    """The numbers, or days, from one end to another; None is without end."""

    low: End | None
    high: End | None

    @property
    def empty(self) -> bool:
        return self.low is not None and self.high is not None and self.low > self.high


Side: TypeAlias = RowRange | frozenset[Value]
RowBox: TypeAlias = Mapping[Term, Side]
EVERY = RowRange(None, None)


@dataclass(frozen=True, slots=True)
class Unevenness:
    """Two rows that fit at once, or none that fits between two (or at all, where there are none); and an example.

    `unsure`: it would take long to find out whether the rows fit at once.
    """

    rows: tuple[int, ...]
    gap: bool
    example: tuple[tuple[Term, Value], ...]
    unsure: bool = False


def box_of(condition: Term) -> RowBox | None:
    """The box of what is required of a row; None where it is no conjunction of comparisons with constants."""
    box: dict[Term, Side] = {}
    waiting = [condition]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Apply) and here.op is Connective.AND:
            waiting += here.args
            continue
        found = _side(here, holds=True)
        if found is None:
            return None
        term, side = found
        if term is not None:
            box[term] = _both(box.get(term, side), side)
        elif not side:
            return {Constant(False, BOOL): frozenset()}
    return box


def possible(box: RowBox) -> bool:
    """Whether any values are in it."""
    return not any(side.empty if isinstance(side, RowRange) else not side for side in box.values())


def uneven(boxes: Sequence[RowBox], *, gaps: bool) -> Unevenness | None:
    """Two boxes that have values in common; or, with `gaps`, two between which there are values that none has.

    None where there are none. Where that would take long to find out, two boxes are taken to have something in common.
    """
    rows = [(number, box) for number, box in enumerate(boxes, 1) if possible(box)]
    keys = _keys(rows)
    for group in _groups(rows, keys).values():
        found = _overlap(group, keys)
        if found is not None:
            return found
    if gaps and not rows:
        return Unevenness((), True, ())
    return _gap(rows) if gaps else None


def covered(boxes: Sequence[RowBox]) -> bool:
    """Whether every value is in one of the boxes; False where that is not plain."""
    rows = [(number, box) for number, box in enumerate(boxes, 1) if possible(box)]
    keys = _keys(rows)
    if not rows or _gap(rows) is not None or not all(values_of(key.sort) for key in keys):
        return False
    for group in _groups(rows, keys).values():
        term = _only_range(group, keys)
        if term is None and any(len(box) > len(keys) for _, box in group):
            return False
        ranges = [] if term is None else [side for _, side in _in_order(group, term)]
        if ranges and (all(one.low for one in ranges) or all(one.high for one in ranges)):
            return False
    return True


# --- from a condition to a side of a box


def _side(atom: Term, *, holds: bool) -> tuple[Term | None, Side] | None:
    """What is compared, and the values that it may have; without a term, whether the atom holds."""
    match atom:
        case Apply(op=Connective.NOT, args=(inner,)):
            return _side(inner, holds=not holds)
        case Constant(value=bool() as value):
            return None, frozenset({True}) if value is holds else frozenset()
        case ClauseRef(sort=sort) | DefinitionRef(sort=sort) if sort == BOOL:
            return atom, frozenset({holds})
        case Apply(op=Connective.EQ | Connective.LT | Connective.LE as op, args=(left, right)):
            if isinstance(left, Constant) and isinstance(right, Constant):
                fits = _among(op, left.value, right.value, left.sort)
                return None, frozenset({True}) if fits is holds else frozenset()
            if isinstance(left, Constant):
                return _with_constant(op, right, left, first=True, holds=holds)
            if isinstance(right, Constant):
                return _with_constant(op, left, right, first=False, holds=holds)
    return None


def _with_constant(
    op: Connective, term: Term, constant: Constant, *, first: bool, holds: bool
) -> tuple[Term, Side] | None:
    """The values of a term that is compared with a constant, which stands first or last."""
    sort, value = constant.sort, constant.value
    finite = values_of(sort)
    if finite:
        kept = [one for one in finite if _among(op, *((value, one) if first else (one, value)), sort) is holds]
        return term, frozenset(kept)
    if sort not in (*NUMERIC, DATE):
        return (term, frozenset({value})) if op is Connective.EQ and holds else None
    number = value.toordinal() if isinstance(value, date) else value
    assert isinstance(number, int | Fraction)
    if isinstance(term, Apply) and term.op is Connective.TO_REAL:
        term = term.args[0]
    if op is Connective.EQ:
        return (term, _whole(term, RowRange((number, 0), (number, 0)))) if holds else None
    upwards = first is holds  # `constant < term`, or not `term < constant`
    strict = (op is Connective.LT) is holds
    end = (number, (1 if upwards else -1) if strict else 0)
    return term, _whole(term, RowRange(end, None) if upwards else RowRange(None, end))


def _whole(term: Term, side: RowRange) -> RowRange:
    """The range of a term that has only whole numbers, or days, between numbers of these."""
    if term.sort not in (INT, DATE):
        return side
    low, high = side
    if low is not None:
        low = (math.floor(low[0]) + 1, 0) if low[1] > 0 else (math.ceil(low[0]), 0)
    if high is not None:
        high = (math.ceil(high[0]) - 1, 0) if high[1] < 0 else (math.floor(high[0]), 0)
    return RowRange(low, high)


def _among(op: Connective, left: Value, right: Value, sort: Sort) -> bool:
    if op is Connective.EQ:
        return left == right
    if isinstance(sort, Enumeration):
        left, right = sort.labels.index(str(left)), sort.labels.index(str(right))
    return bool(left < right if op is Connective.LT else left <= right)  # type: ignore[operator]  # of one sort


def _both(one: Side, other: Side) -> Side:
    if isinstance(one, RowRange) and isinstance(other, RowRange):
        lows = [end for end in (one.low, other.low) if end is not None]
        highs = [end for end in (one.high, other.high) if end is not None]
        return RowRange(max(lows, default=None), min(highs, default=None))
    assert not isinstance(one, RowRange)
    assert not isinstance(other, RowRange)
    return one & other


# --- what boxes have in common, and what none has

Rows: TypeAlias = Sequence[tuple[int, RowBox]]


def _single(side: Side | None) -> Value | None:
    """The only value of a side; None where it has several, or is not there."""
    if isinstance(side, RowRange):
        return side.low[0] if side.low is not None and side.low == side.high else None
    return next(iter(side)) if side is not None and len(side) == 1 else None


def _keys(rows: Rows) -> list[Term]:
    """What every row has just one value of."""
    first = rows[0][1] if rows else {}
    return [term for term in first if all(_single(box.get(term)) is not None for _, box in rows)]


def _groups(rows: Rows, keys: Sequence[Term]) -> dict[tuple[Value | None, ...], list[tuple[int, RowBox]]]:
    found: dict[tuple[Value | None, ...], list[tuple[int, RowBox]]] = {}
    for number, box in rows:
        found.setdefault(tuple([_single(box[key]) for key in keys]), []).append((number, box))
    return found


def _only_range(rows: Rows, keys: Sequence[Term]) -> Term | None:
    """What the rows differ in besides keys, where that is one thing which they have ranges of."""
    terms = {term for _, box in rows for term in box if term not in keys}
    if len(terms) != 1:
        return None
    (term,) = terms
    return term if all(isinstance(box.get(term, EVERY), RowRange) for _, box in rows) else None


def _in_order(rows: Rows, term: Term) -> list[tuple[int, RowRange]]:
    found = [(number, side) for number, box in rows if isinstance(side := box.get(term, EVERY), RowRange)]
    return sorted(found, key=lambda one: (one[1].low is not None, one[1].low or (0, 0)))


def _overlap(group: Rows, keys: Sequence[Term]) -> Unevenness | None:
    """Two rows of a group that have values in common."""
    if len(group) < 2:
        return None
    term = _only_range(group, keys)
    if term is not None:
        before: tuple[int, RowRange] | None = None
        for number, side in _in_order(group, term):
            if before is not None:
                both = _both(before[1], side)
                if not possible({term: both}):
                    before = (number, side)  # it ends later, as it begins later
                    continue
                boxes = dict(group)
                return _common(before[0], number, boxes[before[0]], boxes[number])
            before = (number, side)
        return None
    if len(group) > MOST_PAIRS:
        return Unevenness((group[0][0], group[1][0]), False, (), unsure=True)
    for (one, left), (other, right) in itertools.combinations(group, 2):
        found = _common(one, other, left, right)
        if found is not None:
            return found
    return None


def _common(one: int, other: int, left: RowBox, right: RowBox) -> Unevenness | None:
    terms = list(dict.fromkeys([*left, *right]))
    sides = {
        term: _both(left.get(term, right.get(term, EVERY)), right.get(term, left.get(term, EVERY))) for term in terms
    }
    if not possible(sides):
        return None
    example = tuple([(term, _value_in(side, term.sort)) for term, side in sides.items()])
    return Unevenness((min(one, other), max(one, other)), False, example)


def _gap(rows: Rows) -> Unevenness | None:
    """Values between those of rows that no row has; of labels, those that no row has."""
    keys = _keys(rows)
    groups = _groups(rows, keys)
    for name, group in groups.items():
        term = _only_range(group, keys)
        if term is None or all(_single(box.get(term, EVERY)) is not None for _, box in group):
            continue
        ordered = _in_order(group, term)
        reached, last = ordered[0][1].high, ordered[0][0]
        for number, side in ordered[1:]:
            hole = _between(reached, side.low, term.sort)
            if hole is not None:
                around = [(key, value) for key, value in zip(keys, name, strict=True) if value is not None]
                return Unevenness((last, number), True, (*around, (term, _value_in(hole, term.sort))))
            if reached is not None and (side.high is None or side.high > reached):
                reached, last = side.high, number
    choices = [values_of(key.sort) for key in keys]
    if keys and all(choices) and math.prod(map(len, choices)) <= MOST_COMBINATIONS:
        for combination in itertools.product(*choices):
            if combination not in groups:
                return Unevenness((), True, tuple(zip(keys, combination, strict=True)))
    return None


def _between(reached: End | None, low: End | None, sort: Sort) -> RowRange | None:
    """What lies between the end of one range and the beginning of the next; None where nothing does."""
    if reached is None or low is None:
        return None
    if sort in (INT, DATE):
        hole = RowRange((reached[0] + 1, 0), (low[0] - 1, 0))
    else:
        hole = RowRange((reached[0], reached[1] + 1), (low[0], low[1] - 1))
    return None if hole.empty else hole


def _value_in(side: Side, sort: Sort) -> Value:
    """A value of a side that is not empty, the simplest that is at hand."""
    if not isinstance(side, RowRange):
        return min(side, key=str)
    low, high = side
    if low is not None and low[1] == 0:
        number = low[0]
    elif high is not None and high[1] == 0:
        number = high[0]
    elif low is not None and high is not None:
        number = (Fraction(low[0]) + Fraction(high[0])) / 2
    elif low is not None:
        number = low[0] + 1
    else:
        number = Fraction(0) if high is None else high[0] - 1
    if sort == DATE:
        return date.fromordinal(min(max(int(number), 1), date.max.toordinal()))
    return int(number) if sort == INT else Fraction(number)
