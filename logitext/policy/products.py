"""How large products grow. Definitions that multiply each other double their digits or their powers at each step."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from logitext.policy.findings import PolicyFindings
from logitext.policy.sorts import NUMERIC
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term

MAX_FACTORS = 32
"""Clauses that are multiplied with each other, each counted as often as it occurs."""
MAX_DIGITS = 4000
"""Digits of what the numbers of a formula can come to, the clauses left aside."""


class Size(NamedTuple):
    """How many clauses a term multiplies, and how many digits its numbers come to."""

    factors: int
    digits: float


_SMALL = Size(0, 1.0)


class Products:
    """The sizes of a policy's definitions, as they become known."""

    def __init__(self) -> None:
        self._defined: dict[str, Size] = {}

    def define(self, name: str, term: Term) -> None:
        """Take up a definition. One that is too large was reported, and counts as small in what mentions it."""
        size = self._of(term, None)
        self._defined[name] = _SMALL if _excess(size) else size

    def check(self, term: Term, findings: PolicyFindings) -> None:
        """Report the innermost products that are too large."""
        self._of(term, findings)

    def _of(self, term: Term, findings: PolicyFindings | None) -> Size:
        match term:
            case Constant(value=int() | Fraction() as value):
                return Size(0, _digits(value))
            case ClauseRef(sort=sort):
                return Size(int(sort in NUMERIC), 1.0)
            case DefinitionRef(name=name):
                return self._defined.get(name, _SMALL)
            case Apply(op=op, args=args, sort=sort):
                parts = [self._of(arg, findings) for arg in args]
                if op is Connective.MUL:
                    size = Size(sum(part.factors for part in parts), sum(part.digits for part in parts))
                    if findings is not None and (excess := _excess(size)):
                        hint = "compare the factors one by one, or read the product off the text as a clause of its own"
                        findings.error("NLT312", excess, term.span, hint)
                        return _SMALL
                    return size
                if sort not in NUMERIC:
                    return _SMALL
                largest = Size(max(part.factors for part in parts), max(part.digits for part in parts))
                more = math.log10(len(parts)) if op is Connective.ADD else 0.0
                return Size(largest.factors, largest.digits + more)
            case _:
                return _SMALL


def _excess(size: Size) -> str:
    """What is too much about a product, in words; empty where nothing is."""
    if size.factors > MAX_FACTORS:
        return f"the product has {size.factors} clauses as factors, and {MAX_FACTORS} are the most"
    if size.digits > MAX_DIGITS:
        return f"the numbers of the product come to {size.digits:.0f} digits, and {MAX_DIGITS} are the most"
    return ""


def _digits(value: int | Fraction) -> float:
    """About how many digits a number has, of numerator and denominator the longer."""
    exact = Fraction(value)
    return max(exact.numerator.bit_length(), exact.denominator.bit_length(), 1) * math.log10(2)
