"""Sums with dates: a date and whole days make a date, the days between two dates are a whole number."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.policy.findings import PolicyFindings
from logitext.policy.sorts import DATE, INT, Sort
from logitext.policy.term import Apply, Connective, Constant, Term
from logitext.policy.words import article
from logitext.syntax.source import Span
from logitext.syntax.tree import Duration


def total(terms: Sequence[Term], operators: Sequence[str], span: Span, findings: PolicyFindings) -> Term | None:
    """The sum of dates and days, from left to right. What makes no sense is reported, and gives None."""
    parts, sort = [terms[0]], terms[0].sort
    for operator, term in zip(operators, terms[1:], strict=True):
        result = _result(sort, operator, term.sort)
        if result is None:
            verb = "added to" if operator == "+" else "taken from"
            findings.error(
                "NLT308",
                f"{article(term.sort)} cannot be {verb} {article(sort)}",
                term.span,
                "a date and a whole number of days make a date; `date - date` is the number of days between",
            )
            return None
        sort = result
        parts.append(term if operator == "+" else Apply(Connective.NEG, (term,), INT, span=term.span))
    return Apply(Connective.ADD, tuple(parts), sort, span=span)


def later(date: Term, time: Duration, operator: str, span: Span, findings: PolicyFindings) -> Term | None:
    """A date so many days, weeks, months or years later, or earlier. NLT308 for a part of one."""
    number = time.number.value
    if not isinstance(number, int) or number > _MOST:
        message = f"a date is moved by a whole number of {time.unit}s, up to {_MOST}"
        findings.error("NLT308", message, time.span, "for half a year write `6 months`")
        return None
    count = (-number if operator == "-" else number) * _IN_DAYS.get(time.unit, _IN_MONTHS.get(time.unit, 1))
    op = Connective.ADD if time.unit in _IN_DAYS else Connective.SHIFT
    return Apply(op, (date, Constant(count, INT, time.span)), DATE, span=span)


_IN_DAYS = {"day": 1, "week": 7}
_IN_MONTHS = {"month": 1, "year": 12}
_MOST = 1_000_000


def _result(left: Sort, operator: str, right: Sort) -> Sort | None:
    if (left, right) == (DATE, INT) or (left, operator, right) == (INT, "+", DATE):
        return DATE
    if (left, right) == (INT, INT) or (left, operator, right) == (DATE, "-", DATE):
        return INT if left == right else DATE
    return None
