"""Formulas that calculate: with numbers, and with dates and times."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from logitext.policy import dates
from logitext.policy.comparisons import Comparisons
from logitext.policy.shorthand import to_real
from logitext.policy.sorts import BOOL, DATE, INT, NUMERIC, REAL
from logitext.policy.term import Apply, Connective, Constant, Term
from logitext.policy.words import article
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Duration,
    Formula,
)


class Calculations(Comparisons):
    """Makes terms of arithmetic. Numbers that stand beside each other have one sort."""

    def _numbers(self, formulas: Sequence[Formula]) -> list[Term] | None:
        """The terms of formulas that must be numbers, all of one sort."""
        terms = [self._infer(formula, None) for formula in formulas]
        known = [term for term in terms if term is not None]
        numbers = self._as_numbers(known)
        return numbers if len(known) == len(terms) else None

    def _inferred(self, formulas: Sequence[Formula]) -> list[Term] | None:
        """The terms of formulas of any sort; None where one is wrong."""
        terms = [self._infer(formula, None) for formula in formulas]
        known = [term for term in terms if term is not None]
        return known if len(known) == len(terms) else None

    def _as_numbers(self, terms: Sequence[Term]) -> list[Term] | None:
        """Terms that must be numbers, all of one sort."""
        for term in terms:
            if term.sort not in NUMERIC:
                hint = "count clauses with `at least 2 of (…)`" if term.sort == BOOL else None
                self._findings.error("NLT301", f"expected a number, found {article(term.sort)}", term.span, hint)
        numbers = [term for term in terms if term.sort in NUMERIC]
        if len(numbers) < len(terms):
            return None
        real = any(term.sort == REAL for term in numbers)
        return [to_real(term) if real and term.sort == INT else term for term in numbers]

    def _negative(self, operand: Formula, span: Span) -> Term | None:
        terms = self._numbers([operand])
        if terms is None:
            return None
        match terms[0]:
            case Constant(value=int() | Fraction() as value, sort=sort):
                return Constant(-value, sort, span)
            case term:
                return Apply(Connective.NEG, (term,), term.sort, span=span)

    def _arithmetic(self, operands: Sequence[Formula], operators: Sequence[str], span: Span) -> Term | None:
        if any(isinstance(operand, Duration) for operand in operands):
            return self._later(operands, operators, span)
        if set(operators) <= {"+", "-"}:
            terms = self._inferred(operands)
            if terms is None:
                return None
            if any(term.sort == DATE for term in terms):
                return dates.total(terms, operators, span, self._findings)
            terms = self._as_numbers(terms)
        else:
            terms = self._numbers(operands)
        if terms is None:
            return None
        if "/" in operators:
            terms = [to_real(term) if term.sort == INT else term for term in terms]
        parts = [terms[0]]
        for operator, term in zip(operators, terms[1:], strict=True):
            match operator, term:
                case ("-", _):
                    parts.append(Apply(Connective.NEG, (term,), term.sort, span=term.span))
                case ("/", Constant(value=Fraction() as divisor)) if divisor:
                    parts.append(Constant(1 / divisor, REAL, term.span))
                case ("/", _):
                    self._findings.error(
                        "NLT303",
                        "division is by a number other than 0",
                        term.span,
                        "instead of `a / b > c` write `a > b * c`, where b is known to be positive",
                    )
                    return None
                case _:
                    parts.append(term)
        op = Connective.ADD if operators[0] in "+-" else Connective.MUL
        return Apply(op, tuple(parts), parts[0].sort, span=span)

    def _later(self, operands: Sequence[Formula], operators: Sequence[str], span: Span) -> Term | None:
        """A date and times that are added to it, one after the other; days may stand among them."""
        here = self._infer(operands[0], DATE)
        for operator, operand in zip(operators, operands[1:], strict=True):
            if here is None:
                return None
            if here.sort != DATE or operator not in "+-":
                break
            if isinstance(operand, Duration):
                here = dates.later(here, operand, operator, span, self._findings)
            else:
                term = self._infer(operand, None)
                here = None if term is None else dates.total([here, term], [operator], span, self._findings)
        else:
            return here
        wrong = next(operand for operand in operands if isinstance(operand, Duration))
        message = "a time such as this is only added to a date, or taken from it"
        hint = "write the date first: `date + 1 year`; the days between two dates are `a - b`"
        self._findings.error("NLT308", message, wrong.span, hint)
        return None
