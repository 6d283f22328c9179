"""The functions of numbers and dates: how they are written, and what term each comes to."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from logitext.policy.findings import PolicyFindings
from logitext.policy.sorts import DATE, INT, NUMERIC, REAL, Sort
from logitext.policy.term import Apply, Connective, Constant, Term
from logitext.policy.words import article
from logitext.syntax.source import Span


class WrongNumber:
    """Says that a function has too many arguments, or too few."""


_NUMBER = {"abs": 1, "floor": 1, "ceil": 1, "mod": 2, "year": 1, "month": 1, "day": 1, "age": 2}
_OF_DATES = {"year": Connective.YEAR, "month": Connective.MONTH, "day": Connective.DAY}


def apply(function: str, terms: Sequence[Term], span: Span, findings: PolicyFindings) -> Term | WrongNumber | None:
    """The term of a call; None where an argument is wrong, which is reported."""
    count = len(terms)
    if count != _NUMBER.get(function, count) or not count or (function == "round" and count > 2):
        return WrongNumber()
    wanted: tuple[Sort, ...] = (DATE,) if function in (*_OF_DATES, "age") else NUMERIC
    if function in ("min", "max") and all(term.sort == DATE for term in terms):
        wanted = (DATE,)
    wrong = [term for term in terms if term.sort not in wanted]
    for term in wrong:
        expected = "a date" if wanted == (DATE,) else "a number"
        hint = "the days between two dates are `a - b`" if term.sort == DATE else None
        findings.error("NLT301", f"expected {expected}, found {article(term.sort)}", term.span, hint)
    if wrong:
        return None
    match function:
        case "min" | "max":
            return _alike(Connective.MIN if function == "min" else Connective.MAX, terms, span)
        case "abs":
            return Apply(Connective.ABS, (terms[0],), terms[0].sort, span=span)
        case "floor":
            return floor(terms[0], span)
        case "ceil":
            return _negative(floor(_negative(terms[0], span), span), span)
        case "round":
            return _rounded(terms, span, findings)
        case "mod":
            return _modulo(terms[0], terms[1], span, findings)
        case "age":
            return _age(terms[0], terms[1], span)
    return Apply(_OF_DATES[function], (terms[0],), INT, span=span)


def as_real(term: Term) -> Term:
    """An Int term as a Real one; a Real one as it is."""
    if term.sort == REAL:
        return term
    if isinstance(term, Constant):
        assert isinstance(term.value, int)
        return Constant(Fraction(term.value), REAL, term.span)
    return Apply(Connective.TO_REAL, (term,), REAL, span=term.span)


def floor(term: Term, span: Span) -> Term:
    """The greatest whole number that is not above a number."""
    return term if term.sort == INT else Apply(Connective.FLOOR, (term,), INT, span=span)


def _alike(op: Connective, terms: Sequence[Term], span: Span) -> Term:
    """Numbers of one sort, or dates."""
    real = any(term.sort == REAL for term in terms)
    args = tuple([as_real(term) if real else term for term in terms])
    return args[0] if len(args) == 1 else Apply(op, args, args[0].sort, span=span)


def _negative(term: Term, span: Span) -> Term:
    return Apply(Connective.NEG, (term,), term.sort, span=span)


def _rounded(terms: Sequence[Term], span: Span, findings: PolicyFindings) -> Term | None:
    """To a whole number, or to a multiple of a constant; what lies in the middle goes up."""
    half = Constant(Fraction(1, 2), REAL, span)
    if len(terms) == 1:
        if terms[0].sort == INT:
            return terms[0]
        return floor(Apply(Connective.ADD, (terms[0], half), REAL, span=span), span)
    step = terms[1]
    if not isinstance(step, Constant) or not _above_zero(step):
        message, hint = "a number is rounded to a constant above 0", "write `round(a, 0.01)` for cents"
        findings.error("NLT303", message, step.span, hint)
        return None
    assert isinstance(step.value, int | Fraction)
    exact = Fraction(step.value)
    scaled = Apply(Connective.MUL, (as_real(terms[0]), Constant(1 / exact, REAL, span)), REAL, span=span)
    steps = floor(Apply(Connective.ADD, (scaled, half), REAL, span=span), span)
    return Apply(Connective.MUL, (as_real(steps), Constant(exact, REAL, span)), REAL, span=span)


def _modulo(term: Term, by: Term, span: Span, findings: PolicyFindings) -> Term | None:
    if term.sort != INT or by.sort != INT or not isinstance(by, Constant) or not _above_zero(by):
        wrong = term if term.sort != INT else by
        hint = "write `mod(a, 12)`: a whole number, and a whole constant"
        findings.error("NLT303", "`mod` divides a whole number by a whole constant above 0", wrong.span, hint)
        return None
    return Apply(Connective.MOD, (term, by), INT, span=span)


def _age(born: Term, on: Term, span: Span) -> Term:
    """Full years from one day to another; who is born on 29 February has a birthday on 1 March of other years."""

    def part(op: Connective, of: Term, sort: Sort = INT) -> Term:
        return Apply(op, (of,), sort, span=span)

    def within(of: Term) -> Term:
        """The place of a day in its year, as a number by which days of any years are compared."""
        months = Apply(Connective.MUL, (part(Connective.MONTH, of), Constant(100, INT, span)), INT, span=span)
        return Apply(Connective.ADD, (months, part(Connective.DAY, of)), INT, span=span)

    years = Apply(
        Connective.ADD,
        (part(Connective.YEAR, on), part(Connective.NEG, part(Connective.YEAR, born))),
        INT,
        span=span,
    )
    before = Apply(Connective.LT, (within(on), within(born)), span=span)
    less = Apply(Connective.ITE, (before, Constant(-1, INT, span), Constant(0, INT, span)), INT, span=span)
    return Apply(Connective.ADD, (years, less), INT, span=span)


def _above_zero(term: Constant) -> bool:
    return isinstance(term.value, int | Fraction) and term.value > 0
