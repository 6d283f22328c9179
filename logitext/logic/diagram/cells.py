"""What a policy can tell apart in a clause's values: finitely many *cells*, if it only compares them with constants.

A Boolean has two cells and an enumeration one for each label. A number that is compared with nothing but numbers falls
into the points between which it lies; a text that is compared with nothing but texts is one of them or another one. All
values of a cell make every formula of the policy the same. Where a number or text is used in any other way (added up,
compared with another clause, given as a verdict) there are no such cells, and the policy is Z3's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, INT, NUMERIC, TEXT, Enumeration, Sort, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, Term

MAX_CELLS = 64
"""The most cells of a clause; a policy that tells more apart is Z3's."""

_COMPARISONS = (Connective.EQ, Connective.LT, Connective.LE)


POINT = 0.2
"""How likely one number is beside all those between two, where nothing is known."""


class NotFiniteError(Exception):
    """The policy has no diagram; the message says why, for people."""


class Cells:
    """The cells of one clause, numbered from 0: `representatives` has a value of each, None for "any other text".

    `widths` says how likely each is beside the others, where nothing is known.
    """

    def __init__(self, sort: Sort, constants: Iterable[Value]) -> None:
        self.sort = sort
        self.representatives: Sequence[Value | None]
        self.widths: Sequence[float]
        if sort == BOOL:
            self.representatives = (False, True)
        elif isinstance(sort, Enumeration):
            self.representatives = sort.labels
        elif sort == TEXT:
            self.representatives = (*dict.fromkeys(constants), None)
        else:
            self._points = sorted({_exact(constant) for constant in constants})
            around = _around(self._points, whole=sort == INT)
            self._places = {place: cell for cell, place in enumerate(around)}
            self.representatives = tuple(around.values())
            self.widths = tuple(POINT if place % 2 else 1.0 for place in around)
        if sort not in NUMERIC:
            self.widths = (1.0,) * len(self.representatives)
        self._by_value = {value: cell for cell, value in enumerate(self.representatives)}
        self._finite = sort == BOOL or isinstance(sort, Enumeration)

    def __len__(self) -> int:
        return len(self.representatives)

    def cell(self, value: Value) -> int:
        """The cell that a value of the sort lies in."""
        if self._finite:
            return self._by_value[value]
        if self.sort == TEXT:
            return self._by_value.get(value, len(self.representatives) - 1)
        return self._places[_place(self._points, _exact(value))]

    def bounds(self, cell: int) -> tuple[Fraction | int | None, bool, Fraction | int | None, bool]:
        """The numbers of a cell: from where, whether that is one of them, to where, and whether that is."""
        place = next(place for place, number in self._places.items() if number == cell)
        index = place // 2
        if place % 2:
            point = self._number(index)
            return point, True, point, True
        low = self._number(index - 1) if index else None
        high = self._number(index) if index < len(self._points) else None
        return low, False, high, False

    def _number(self, index: int) -> Fraction | int:
        point = self._points[index]
        return point.numerator if self.sort == INT and point.denominator == 1 else point


def _exact(value: Value) -> Fraction:
    if not isinstance(value, int | Fraction):  # dates are numbers of days here
        raise TypeError(f"expected a number, not {value!r}")
    return Fraction(value)


def _place(points: Sequence[Fraction], number: Fraction) -> int:
    """Odd for a point, even for between two of them."""
    index = bisect_left(points, number)
    return 2 * index + (index < len(points) and points[index] == number)


def _around(points: Sequence[Fraction], *, whole: bool) -> dict[int, Value]:
    """A value at every place that has one, by place; of whole numbers only some places have any."""
    found: dict[int, Value] = {}
    for place in range(2 * len(points) + 1):
        index = place // 2
        if place % 2:
            if not whole or points[index].denominator == 1:
                found[place] = points[index].numerator if whole else points[index]
            continue
        below = points[index - 1] if index else None
        above = points[index] if index < len(points) else None
        if whole:
            number = above.__ceil__() - 1 if above is not None else below.__floor__() + 1 if below is not None else 0
            if below is None or number > below:
                found[place] = number
        elif above is None:
            found[place] = Fraction(0) if below is None else below + 1
        else:
            found[place] = above - 1 if below is None else (below + above) / 2
    return found


def cells_of(policy: CheckedPolicy) -> Mapping[str, Cells]:
    """The cells of every clause, in file order. NotFiniteError where a clause has none."""
    constants: dict[str, list[Value]] = {name: [] for name in policy.clauses}
    for term in (*(policy.body(name) for name in policy.order), *(a.term for a in policy.assumptions)):
        _collect(term, constants)
    cells = {name: Cells(clause.sort, constants[name]) for name, clause in policy.clauses.items()}
    for name, own in cells.items():
        if len(own) > MAX_CELLS:
            raise NotFiniteError(f"`{name}` is compared with too many values")
    return cells


def cells_where_finite(policy: CheckedPolicy) -> Mapping[str, Cells]:
    """The cells of the clauses that have some, whatever the others are."""
    constants: dict[str, list[Value]] = {name: [] for name in policy.clauses}
    for term in (*(policy.body(name) for name in policy.order), *(a.term for a in policy.assumptions)):
        stack = [term]
        while stack:
            here = stack.pop()
            pair = compared(here) if isinstance(here, Apply) else None
            if pair is not None:
                if pair[0] in constants:
                    constants[pair[0]].append(pair[1])
            elif isinstance(here, Apply):
                stack.extend(reversed(here.args))
            elif isinstance(here, ClauseRef) and not _is_finite(here.sort):
                constants.pop(here.name, None)
    cells = {name: Cells(policy.clauses[name].sort, found) for name, found in constants.items()}
    return {name: own for name, own in cells.items() if len(own) <= MAX_CELLS}


def _collect(term: Term, constants: Mapping[str, list[Value]]) -> None:
    """Note what clauses without finitely many values are compared with."""
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Apply):
            pair = compared(here)
            if pair is None:
                stack.extend(reversed(here.args))
            else:
                constants[pair[0]].append(pair[1])
        elif isinstance(here, ClauseRef) and not _is_finite(here.sort):
            raise NotFiniteError(f"`{here.name}` is used in arithmetic, or compared with more than constants")


def _is_finite(sort: Sort) -> bool:
    return sort == BOOL or isinstance(sort, Enumeration)


def compared(term: Apply) -> tuple[str, Value] | None:
    """The clause and the constant of a comparison between such a clause and a constant."""
    if term.op not in _COMPARISONS:
        return None
    left, right = term.args
    clause = bare_clause(left) or bare_clause(right)
    other = right if bare_clause(left) else left
    return (clause, other.value) if clause is not None and isinstance(other, Constant) else None


def bare_clause(term: Term) -> str | None:
    """The name of a clause that is a number or a text, where the term is that clause and nothing more."""
    if isinstance(term, Apply) and term.op is Connective.TO_REAL:
        term = term.args[0]
    return term.name if isinstance(term, ClauseRef) and not _is_finite(term.sort) else None
