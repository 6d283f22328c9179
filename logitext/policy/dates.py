"""Sums with dates: a date and whole days make a date, the days between two dates are a whole number."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.policy.findings import Findings
from logitext.policy.sorts import DATE, INT, Sort
from logitext.policy.term import Apply, Connective, Term
from logitext.policy.words import article
from logitext.syntax.source import Span


def total(terms: Sequence[Term], operators: Sequence[str], span: Span, findings: Findings) -> Term | None:
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


def _result(left: Sort, operator: str, right: Sort) -> Sort | None:
    if (left, right) == (DATE, INT) or (left, operator, right) == (INT, "+", DATE):
        return DATE
    if (left, right) == (INT, INT) or (left, operator, right) == (DATE, "-", DATE):
        return INT if left == right else DATE
    return None
