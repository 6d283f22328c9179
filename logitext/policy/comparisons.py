"""Formulas of one sort beside each other: what fits a sort, comparisons, membership."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logitext.policy.closures import Closures
from logitext.policy.shorthand import conjunction, negation, to_real
from logitext.policy.sorts import BOOL, DATE, INT, NUMERIC, REAL, TEXT, Enumeration, Sort
from logitext.policy.tallies import bounds_of, counted
from logitext.policy.term import Apply, Connective, Constant, Term
from logitext.policy.words import article
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    Comparison,
    Formula,
    Group,
    Name,
)


class Comparisons(Closures):
    """Makes terms of comparisons; labels take their sort from what they are compared with."""

    def _infer(self, formula: Formula, expected: Sort | None) -> Term | None:
        """The term of a formula of any sort; a label is one of `expected`, if it is given."""
        raise NotImplementedError

    def _fit(self, term: Term, wanted: Sort) -> Term | None:
        if term.sort == wanted:
            return term
        if term.sort == INT and wanted == REAL:
            return to_real(term)
        hint = None
        if isinstance(term, Constant) and isinstance(wanted, Enumeration) and term.value in wanted.labels:
            hint = f"a label stands without quotes: `{term.value}`"
        elif wanted == BOOL and term.sort == TEXT:
            hint = 'compare it with a text, such as `… == "…"`; the words of a clause stand in `[[…]]`'
        elif wanted == BOOL:
            hint = "compare it with a value, such as `… == …` or `… > …`"
        elif term.sort == BOOL and wanted in NUMERIC:
            hint = "turn it into a number: `(if … then 1 else 0)`"
        elif term.sort == REAL and wanted == INT:
            hint = "declare the sort as Real"
        elif wanted == DATE and term.sort == TEXT:
            hint = "a date stands without quotes: `2026-11-25`"
        self._findings.error("NLT301", f"expected {article(wanted)}, found {article(term.sort)}", term.span, hint)
        return None

    def _is_label(self, formula: Formula) -> bool:
        while isinstance(formula, Group):
            formula = formula.inner
        return (
            isinstance(formula, Name)
            and formula.text in self._scope.labels
            and self._scope.declared(formula.text) is None
        )

    def _alike(self, formulas: Sequence[Formula], expected: Sort | None = None) -> list[Term] | None:
        """The terms of several formulas that must have one sort: labels take theirs from the others."""
        sort = expected
        terms: dict[int, Term | None] = {}
        for index, formula in enumerate(formulas):
            if not self._is_label(formula):
                terms[index] = term = self._infer(formula, expected)
                if term is not None and expected is None and (sort is None or (sort, term.sort) == (INT, REAL)):
                    sort = term.sort
        for index, formula in enumerate(formulas):
            if index not in terms:
                terms[index] = term = self._infer(formula, sort)
                sort = sort if term is None else sort or term.sort
        if sort is None:
            return None
        fitted = [None if terms[i] is None else self._fit(terms[i], sort) for i in range(len(formulas))]  # type: ignore[arg-type]
        return None if None in fitted else fitted  # type: ignore[return-value]

    def _comparison(self, formula: Comparison) -> Term | None:
        terms = self._alike(formula.operands)
        if terms is None:
            return None
        sort = terms[0].sort
        ordered = sort in NUMERIC or sort == DATE or isinstance(sort, Enumeration)
        parts = []
        for relation, left, right in zip(formula.relations, terms, terms[1:], strict=False):
            span = left.span.to(right.span)
            if relation not in ("==", "!=") and not ordered:
                self._findings.error(
                    "NLT302",
                    f"`{relation}` needs numbers, dates or labels of an enumeration, found {article(sort)}",
                    span,
                    "only `==` and `!=` compare these",
                )
                return None
            parts.append(_RELATIONS[relation](left, right, span))
        return conjunction(parts, formula.span)

    def _membership(self, operand: Formula, members: Sequence[Formula], span: Span) -> Term | None:
        terms = self._alike((operand, *members))
        if terms is None:
            return None
        options = [_equal(terms[0], term, terms[0].span.to(term.span)) for term in terms[1:]]
        return options[0] if len(options) == 1 else Apply(Connective.OR, tuple(options), span=span)


def _related(op: Connective, left: Term, right: Term, span: Span) -> Term:
    """A comparison; of how many are true with a number, a count."""
    bounds = bounds_of(op, left, right)
    return Apply(op, (left, right), span=span) if bounds is None else counted(bounds, span)


def _equal(left: Term, right: Term, span: Span) -> Term:
    return _related(Connective.EQ, left, right, span)


def _less(left: Term, right: Term, span: Span) -> Term:
    return _related(Connective.LT, left, right, span)


def _less_or_equal(left: Term, right: Term, span: Span) -> Term:
    return _related(Connective.LE, left, right, span)


_RELATIONS: dict[str, Callable[[Term, Term, Span], Term]] = {
    "==": _equal,
    "!=": lambda left, right, span: negation(_equal(left, right, span), span),
    "<": _less,
    "<=": _less_or_equal,
    ">": lambda left, right, span: _less(right, left, span),
    ">=": lambda left, right, span: _less_or_equal(right, left, span),
}
