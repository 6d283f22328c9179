"""Comparisons of how many formulas are true with a number: which counts come to the same.

`count s in sentences(post): f` is a number; `… >= 3` asks no more than whether at least 3 are true, which back ends
decide without ever knowing the number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from logitext.policy.sorts import BOOL, INT
from logitext.policy.term import GATHERED, SPELT, Apply, Connective, Constant, DefinitionRef, Term
from logitext.syntax.source import Span


class TallyBounds(NamedTuple):
    """At least `least` and at most `most` of the arguments are true."""

    args: tuple[Term, ...]
    least: int
    most: int


def bounds_of(op: Connective, left: Term, right: Term) -> TallyBounds | None:
    """The bounds that a comparison sets to how many are true; None where it does something else."""
    match op, left, right:
        case Connective.EQ, Apply(op=Connective.TALLY, args=args), Constant(value=int() as number):
            return TallyBounds(args, number, number)
        case Connective.EQ, Constant(value=int() as number), Apply(op=Connective.TALLY, args=args):
            return TallyBounds(args, number, number)
        case Connective.LE, Constant(value=int() as number), Apply(op=Connective.TALLY, args=args):
            return TallyBounds(args, number, len(args))
        case Connective.LT, Constant(value=int() as number), Apply(op=Connective.TALLY, args=args):
            return TallyBounds(args, number + 1, len(args))
        case Connective.LE, Apply(op=Connective.TALLY, args=args), Constant(value=int() as number):
            return TallyBounds(args, 0, number)
        case Connective.LT, Apply(op=Connective.TALLY, args=args), Constant(value=int() as number):
            return TallyBounds(args, 0, number - 1)
    return None


def bounds_through(op: Connective, left: Term, right: Term, body: Callable[[str], Term]) -> TallyBounds | None:
    """The bounds of a count whose number has a name: `body` gives the term behind the name."""

    def behind(side: Term) -> Term:
        while isinstance(side, DefinitionRef):
            side = body(side.name)
        return side

    return bounds_of(op, behind(left), behind(right))


def counted(bounds: TallyBounds, span: Span) -> Term:
    """Whether the bounds are kept; a constant where that is so, or is not, whatever is true."""
    args, least, most = bounds
    least, most = max(least, 0), min(most, len(args))
    if least > most:
        return Constant(False, BOOL, span)
    if least == 0 and most == len(args):
        return Constant(True, BOOL, span)
    return Apply(Connective.COUNT, args, bounds=(least, most), span=span, surface=SPELT)


def tally(args: Sequence[Term], span: Span) -> Term:
    """How many of the formulas are true."""
    return Apply(Connective.TALLY, tuple(args), INT, span=span, surface=GATHERED) if args else Constant(0, INT, span)
