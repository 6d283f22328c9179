"""Terms that stand for shorthand: a conjunction, a negation, an Int as a Real."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from logitext.policy.sorts import REAL
from logitext.policy.term import Apply, Connective, Constant, Term
from logitext.syntax.source import Span


def conjunction(args: Sequence[Term], span: Span) -> Term:
    """All of them; one alone is itself."""
    return args[0] if len(args) == 1 else Apply(Connective.AND, tuple(args), span=span)


def negation(term: Term, span: Span) -> Term:
    return Apply(Connective.NOT, (term,), span=span)


def to_real(term: Term) -> Term:
    """An Int term as a Real one."""
    if isinstance(term, Constant):
        assert isinstance(term.value, int)
        return Constant(Fraction(term.value), REAL, term.span)
    return Apply(Connective.TO_REAL, (term,), REAL, span=term.span)
