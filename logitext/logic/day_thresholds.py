"""Comparisons of what a calendar makes of a day with a constant, turned into comparisons of the day itself.

`year(d) == 2025` says that d lies between two days, `d + 1 month <= 2026-02-28` and `age(d, 2026-01-01) >= 18` that it
lies before one. What the calendar makes of a day only rises with it, or only falls, so that there is one last day for
which such a comparison holds, or does not. A solver, which needs minutes for the divisions of a calendar, then sees
plain comparisons, and diagrams decide what is compared with nothing but constants. Works on policies whose dates are
numbers of days; parts of a day that come back every year, `month` and `day`, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from logitext.logic.calendar import civil, shifted
from logitext.logic.meaning import value_of
from logitext.policy.sorts import BOOL, INT
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk

Body = Callable[[str], Term]
"""The term behind a definition."""
_COMPARED = (Connective.LT, Connective.LE, Connective.EQ)


@dataclass(frozen=True, slots=True)
class _Course:
    """A number that rises or falls with a day, and passes every bound: `of` works it out."""

    day: Term
    of: Callable[[int], int]
    rises: bool
    calendar: bool
    """Whether a calendar is needed for it."""


def on_days(term: Term, body: Body) -> Term:
    """The term with such comparisons turned into those of days; the same object where there are none."""
    if not isinstance(term, Apply):
        return term
    if term.op in _COMPARED and term.args[0].sort != BOOL:
        return _compared(term, body) or term
    args = tuple([on_days(arg, body) for arg in term.args])
    return term if all(new is old for new, old in zip(args, term.args, strict=True)) else replace(term, args=args)


def _compared(term: Apply, body: Body) -> Term | None:
    """A comparison as one of a day; None where it is none of these."""
    left, right = term.args
    sides = (_constant(left), _constant(right))
    if (sides[0] is None) == (sides[1] is None):
        return None
    first = sides[0] is None
    bound, course = sides[1] if first else sides[0], _course(left if first else right, body)
    if bound is None or course is None or not course.calendar:
        return None
    if term.op is Connective.EQ:
        at_most, below = _holds_to(course, bound, strict=False), _holds_to(course, bound, strict=True)
        parts = (at_most, _not(below)) if course.rises else (_not(below), at_most)
        return replace(term, op=Connective.AND, args=parts)
    if first:  # f < c, f <= c
        return _holds_to(course, bound, strict=term.op is Connective.LT)
    return _not(_holds_to(course, bound, strict=term.op is Connective.LE))  # c < f is not f <= c


def _holds_to(course: _Course, bound: int | Fraction, *, strict: bool) -> Term:
    """That the number is at most the bound, or `strict`ly below it, as a comparison of the day."""

    def reached(day: int) -> bool:
        """Whether the day is one of those up to the last one."""
        number = course.of(day)
        below = number < bound if strict else number <= bound
        return below is course.rises

    last = Constant(_last(reached), INT)
    found = Apply(Connective.LE, (course.day, last))
    return found if course.rises else _not(found)


def _last(reached: Callable[[int], bool]) -> int:
    """The last day that meets the comparison; all days before do, and none after."""
    step = 1
    low = high = 0
    while not reached(low):
        low, step = low - step, step * 2
    step = 1
    while reached(high):
        high, step = high + step, step * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reached(middle) else (low, middle)
    return low


def _not(term: Term) -> Term:
    return Apply(Connective.NOT, (term,))


# --- what rises or falls with a day


def _course(term: Term, body: Body) -> _Course | None:
    """How a number goes with a day, where it rises or falls; None where it is a number of another kind."""
    match term:
        case Apply(op=Connective.TO_REAL, args=(number,)):
            return _course(number, body)
        case Apply(op=Connective.YEAR, args=(day,)):
            return _after(day, lambda number: civil(number)[0], body)
        case Apply(op=Connective.SHIFT, args=(day, Constant(value=int(months)))):
            return _after(day, lambda number: shifted(number, months), body)
        case Apply(op=Connective.NEG, args=(number,)):
            inner = _course(number, body)
            return None if inner is None else _negative(inner)
        case Apply(op=Connective.ADD, args=args):
            return _years(term, body) or _moved(args, body)
        case DefinitionRef(name=name, sort=sort) if sort == INT:
            inner = _course(body(name), body)
            return inner if inner is not None and inner.calendar else _plain(term)
        case _ if term.sort == INT:
            return _plain(term)
    return None


def _negative(inner: _Course) -> _Course:
    return replace(inner, of=lambda day: -inner.of(day), rises=not inner.rises)


def _plain(day: Term) -> _Course:
    return _Course(day, lambda number: number, rises=True, calendar=False)


def _after(day: Term, of: Callable[[int], int], body: Body, *, rises: bool = True) -> _Course | None:
    """What rises (or falls) with something that goes with a day itself."""
    inner = _course(day, body)
    if inner is None:
        return None
    return _Course(inner.day, lambda number: of(inner.of(number)), inner.rises is rises, calendar=True)


def _moved(args: tuple[Term, ...], body: Body) -> _Course | None:
    """A sum of one such number and of constants."""
    known = [_constant(arg) for arg in args]
    others = [arg for arg, value in zip(args, known, strict=True) if value is None]
    by = sum(value for value in known if value is not None)
    if len(others) != 1 or not isinstance(by, int):
        return None
    inner = _course(others[0], body)
    return None if inner is None else replace(inner, of=lambda day: inner.of(day) + by)


def _years(term: Term, body: Body) -> _Course | None:
    """Full years from a day to one that is known, or the other way round: as `age(a, b)` is spelt out."""
    match term:
        case Apply(
            args=(Apply(op=Connective.ADD, args=(on, since)), Apply(op=Connective.ITE, args=(before, less, none)))
        ):
            pass
        case _:
            return None
    if not (isinstance(before, Apply) and before.op is Connective.LT) or (_constant(less), _constant(none)) != (-1, 0):
        return None
    within_on, within_born = before.args
    year, born = _constant(on), _constant(since)
    place, place_born = _constant(within_on), _constant(within_born)
    if isinstance(year, int) and isinstance(place, int):
        day = _birthday(since.args[0], within_born) if isinstance(since, Apply) and since.op is Connective.NEG else None

        def until(number: int) -> int:
            own, month, of_month = civil(number)
            return int(year - own - (place < 100 * month + of_month))

        return None if day is None else _after(day, until, body, rises=False)
    if isinstance(born, int) and isinstance(place_born, int):
        day = _birthday(on, within_on)

        def since_born(number: int) -> int:
            own, month, of_month = civil(number)
            return int(own + born - (100 * month + of_month < place_born))

        return None if day is None else _after(day, since_born, body)
    return None


def _birthday(year: Term, within: Term) -> Term | None:
    """The day of which there are the year, and the place in the year."""
    match year, within:
        case (
            Apply(op=Connective.YEAR, args=(day,)),
            Apply(
                op=Connective.ADD,
                args=(
                    Apply(op=Connective.MUL, args=(Apply(op=Connective.MONTH, args=(other,)), Constant(value=100))),
                    Apply(op=Connective.DAY, args=(third,)),
                ),
            ),
        ) if day == other == third:
            return day
    return None


def _constant(term: Term) -> int | Fraction | None:
    """The number that a term is, where it speaks of nothing."""
    if isinstance(term, Constant):
        return term.value if isinstance(term.value, int | Fraction) and term.sort != BOOL else None
    if any(isinstance(part, ClauseRef | DefinitionRef) for part in walk(term)):
        return None
    value = value_of(term, {})
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None
