"""What units of a text come to together: counts, sums, the least, the greatest and the average of what is said of them.

And what is said of the one of them that fits, for which `lookups` has what is known of the rows.

Each is a term over the instances for its units. What needs the sum of only some units, or the least of them, is built
of definitions that nobody wrote, so that it is no larger than the number of units.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from logitext.policy.functions import as_real
from logitext.policy.lookups import ONE, Each, Lookups
from logitext.policy.model import Units
from logitext.policy.sorts import BOOL, DATE, INT, NUMERIC, REAL, Sort
from logitext.policy.tallies import TallyBounds, counted, tally
from logitext.policy.term import GATHERED, Apply, Connective, Constant, Term
from logitext.policy.words import article
from logitext.syntax.source import Span
from logitext.syntax.tree import Aggregate, Formula

_COUNTING = ("count", "at least", "at most", "exactly")
_NEED_EMPTY = ("min", "max", "average")


class Aggregates(Lookups):
    """Makes terms of aggregates."""

    def _aggregate(self, formula: Aggregate) -> Term | None:
        """A number that the units of a text come to, or whether so many are as a formula says."""
        units = self._units(formula)
        if not self._has_its_parts(formula) or units is None:
            return None
        self._trying += 1
        one = self._said(formula, units, 1)
        empty = self._empty(formula, one)
        self._trying -= 1
        if one is None or (formula.empty is not None and empty is None):
            return None
        if (
            empty is not None
            and formula.kind != ONE
            and DATE in (empty.sort, one.value.sort)
            and empty.sort != one.value.sort
        ):
            expected = "a date" if one.value.sort == DATE else "a number"
            self._findings.error("NLT301", f"expected {expected}, found {article(empty.sort)}", empty.span, None)
            return None
        sort = _sort(formula, one.value, empty)
        count = self._counts.get(str(units))
        if count is None or self._trying:
            return self._unknown_units(formula, units, sort)
        return self._spelt_out(formula, units, count, sort, lambda: self._come_to(formula, units, count, one, sort))

    def _has_its_parts(self, formula: Aggregate) -> bool:
        """Whether it says what it is of no units just where that has to be said, and counts up to a whole number."""
        findings, kind = self._findings, formula.kind
        if formula.number is not None and not isinstance(formula.number.value, int):
            findings.error(
                "NLT305", f"`{kind}` needs a whole number", formula.number.span, "write one: `at least 2 of (…)`"
            )
            return False
        if kind in _NEED_EMPTY and formula.empty is None:
            hint = "say what it is then: `… if none 0`"
            findings.error("NLT315", f"`{kind}` of no {_units(formula)} is no number", formula.span, hint)
            return False
        if kind not in (*_NEED_EMPTY, ONE) and formula.empty is not None:
            message = f"`{kind}` of no {_units(formula)} is 0, whatever stands after `if none`"
            findings.error("NLT315", message, formula.empty.span, "leave `if none` out")
            return False
        return True

    def _said(self, formula: Aggregate, units: Units, number: int) -> Each | None:
        """What is said of one unit; None where it is wrong."""
        if formula.kind in _COUNTING:
            value = self._with_unit(formula, units, number)
        else:
            value = self._with_unit(formula, units, number, sort=None)
            if value is not None and formula.kind != ONE:
                value = self._as_number(value, or_date=formula.kind in ("min", "max"))
        condition = formula.condition
        counts = None if condition is None else self._with_unit(formula, units, number, condition)
        if value is None or (condition is not None and counts is None):
            return None
        return Each(counts, value)

    def _empty(self, formula: Aggregate, one: Each | None) -> Term | None:
        """What it is of no units; None where that is not said, or wrong."""
        if formula.empty is None or one is None:
            return None
        if formula.kind != ONE:
            return self._number(formula, formula.empty)
        sort = one.value.sort
        if sort not in NUMERIC:
            return self.elaborate(formula.empty, sort)
        term = self.elaborate(formula.empty, None)
        return None if term is None else self._as_number(term, or_date=False)

    def _number(self, aggregate: Aggregate, formula: Formula) -> Term | None:
        """The term of a formula that must be a number, or a date of which there is a first and a last."""
        term = self.elaborate(formula, None)
        return None if term is None else self._as_number(term, or_date=aggregate.kind in ("min", "max"))

    def _as_number(self, term: Term, *, or_date: bool) -> Term | None:
        if term.sort in NUMERIC or (or_date and term.sort == DATE):
            return term
        hint = "`count … : …` says how many there are" if term.sort == BOOL else None
        self._findings.error("NLT301", f"expected a number, found {article(term.sort)}", term.span, hint)
        return None

    # --- known units

    def _come_to(self, formula: Aggregate, units: Units, count: int, any_one: Each, sort: Sort) -> Term | None:
        """The aggregate over so many units, `any_one` of which shows the sort of what is said."""
        found = [self._said(formula, units, number) for number in range(1, count + 1)]
        each = [one for one in found if one is not None]
        if len(each) < len(found):
            return None
        span, kind = formula.span, formula.kind
        if kind in _COUNTING:
            return _count(formula, [_both(one, span) for one in each])
        empty = self._empty(formula, any_one)
        if formula.empty is not None and empty is None:
            return None
        if sort == REAL:
            each = [Each(one.counts, as_real(one.value)) for one in each]
            empty = None if empty is None else as_real(empty)
        if kind == "sum":
            return _sum(each, sort, span)
        if kind == ONE:
            return self._the_one(formula, units, each, sort, empty)
        assert empty is not None
        if not each:
            return empty
        if kind == "average":
            return self._average(formula, each, empty)
        return self._extreme(formula, units, each, sort, empty)

    def _extreme(self, formula: Aggregate, units: Units, each: Sequence[Each], sort: Sort, empty: Term) -> Term:
        """The least or the greatest; of some units only, found block by block."""
        op = Connective.MIN if formula.kind == "min" else Connective.MAX
        span = formula.span
        if formula.condition is None:
            values = tuple([one.value for one in each])
            return values[0] if len(values) == 1 else Apply(op, values, sort, span=span, surface=GATHERED)

        def least(left: Term, low: Term, right: Term, high: Term) -> Term:
            both: Term = Apply(op, (low, high), sort, span=span)
            if_left = Apply(Connective.ITE, (right, both, low), sort, span=span)
            return Apply(Connective.ITE, (left, if_left, high), sort, span=span)

        whole = self._joined_in_blocks(formula, units, each, least)
        return Apply(Connective.ITE, (*whole, empty), sort, span=span, surface=GATHERED)

    def _average(self, formula: Aggregate, each: Sequence[Each], empty: Term) -> Term:
        """The sum divided by a number that is known, or by each that it can be."""
        span = formula.span
        total: Term = _sum(each, REAL, span)
        if formula.condition is None:
            return _times(total, Fraction(1, len(each)), span)
        total = self._own(formula, total, "sum")
        number = self._own(formula, tally([one.counts for one in each if one.counts is not None], span), "count")

        def where(count: int, value: Term) -> Term:
            same = Apply(Connective.EQ, (number, Constant(count, INT, span)), span=span)
            return Apply(Connective.ITE, (same, value, Constant(Fraction(0), REAL, span)), REAL, span=span)

        shares = [where(count, _times(total, Fraction(1, count), span)) for count in range(1, len(each) + 1)]
        return Apply(Connective.ADD, (where(0, empty), *shares), REAL, span=span, surface=GATHERED)


def _units(formula: Aggregate) -> str:
    return "elements" if formula.unit is None else formula.unit.text


def _sort(formula: Aggregate, value: Term, empty: Term | None) -> Sort:
    """The sort of what an aggregate comes to."""
    if value.sort == DATE or (formula.kind == ONE and value.sort not in NUMERIC):
        return value.sort
    if formula.kind in _COUNTING:
        return INT if formula.kind == "count" else BOOL
    if formula.kind == "average" or REAL in (value.sort, empty and empty.sort):
        return REAL
    return INT


def _both(one: Each, span: Span) -> Term:
    if one.counts is None:
        return one.value
    return Apply(Connective.AND, (one.counts, one.value), span=span, surface=GATHERED)


def _count(formula: Aggregate, args: Sequence[Term]) -> Term:
    span, number = formula.span, formula.number
    if number is None:
        return tally(args, span)
    assert isinstance(number.value, int)
    least = 0 if formula.kind == "at most" else number.value
    most = len(args) if formula.kind == "at least" else number.value
    return counted(TallyBounds(tuple(args), least, most), span)


def _sum(each: Sequence[Each], sort: Sort, span: Span) -> Term:
    zero = Constant(Fraction(0) if sort == REAL else 0, sort, span)
    parts = [
        one.value if one.counts is None else Apply(Connective.ITE, (one.counts, one.value, zero), sort, span=span)
        for one in each
    ]
    if len(parts) < 2:
        return parts[0] if parts else zero
    return Apply(Connective.ADD, tuple(parts), sort, span=span, surface=GATHERED)


def _times(term: Term, factor: Fraction, span: Span) -> Term:
    return Apply(Connective.MUL, (term, Constant(factor, REAL, span)), REAL, span=span, surface=GATHERED)
