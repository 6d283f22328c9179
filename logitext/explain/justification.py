"""Which parts of a formula settle its value: the false one of an `and`, the branch of an `if`, the exception."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from logitext.explain.evaluate import Evaluator
from logitext.policy.sorts import Value
from logitext.policy.term import GATHERED, Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk
from logitext.records.explanation import Role
from logitext.syntax.source import Span

_ARITHMETIC = (
    *(Connective.ADD, Connective.MUL, Connective.NEG, Connective.TO_REAL),
    *(Connective.MIN, Connective.MAX, Connective.ABS, Connective.FLOOR, Connective.MOD),
    *(Connective.YEAR, Connective.MONTH, Connective.DAY, Connective.SHIFT),
)
_COMPARISONS = (Connective.EQ, Connective.LT, Connective.LE)


@dataclass(frozen=True)
class JustifyingPart:
    """A part, and what it is to the formula."""

    term: Term
    role: Role = "part"


class Justification:
    """Chooses the parts that settle a term, or that leave it open.

    Where one of several would do, the first that is settled by the `preferred` answers is taken: those of the reasons
    that the result gives, so that the trace is about the same answers.
    """

    def __init__(self, evaluator: Evaluator, preferred: Evaluator, blocks: Mapping[str, Term] | None = None) -> None:
        """`blocks` are definitions that nobody wrote: what a formula says of some of the units of a text."""
        self._blocks = blocks or {}
        self._value = evaluator.value
        self._preferred = preferred.value

    def of(self, term: Term) -> list[JustifyingPart]:
        """The parts of a term that settle it; of one that is open, all that may still have a say."""
        return _once(self._of(term))

    def inside(self, term: Term) -> Term:
        """What a block says; any other term is itself."""
        return self._blocks.get(term.name, term) if isinstance(term, DefinitionRef) else term

    def _of(self, term: Term) -> Iterator[JustifyingPart]:
        if not isinstance(term, Apply):
            return
        value, args = self._value(term), term.args
        match term.op:
            case _ if term.surface == GATHERED:
                yield from map(JustifyingPart, self._gathered(term, term.span))
            case Connective.NOT if args[0].span == term.span:  # `!=` and `iff`, which the policy does not write with it
                yield from self._of(args[0])
            case Connective.AND if term.surface == "unless":
                yield from self._unless(value, args)
            case Connective.AND:
                yield from self._junction(args, value, settles=False)
            case Connective.OR:
                yield from self._junction(args, value, settles=True)
            case Connective.IMPLIES if value is True:
                wanted = [arg for arg, when in zip(args, (False, True), strict=True) if self._value(arg) is when]
                yield from map(JustifyingPart, self._best(wanted))
            case Connective.ITE:
                yield from self._conditional(term)
            case Connective.COUNT:
                yield from self._count(term, value)
            case op if op in _ARITHMETIC or op in _COMPARISONS:
                yield from self._operands(term)
            case _:
                yield from map(JustifyingPart, args)

    def _best(self, terms: Sequence[Term]) -> list[Term]:
        """The one of the terms that is settled by the preferred answers, or the first."""
        return [next((term for term in terms if self._preferred(term) == self._value(term)), terms[0])] if terms else []

    def _junction(self, args: Sequence[Term], value: Value | None, *, settles: bool) -> Iterator[JustifyingPart]:
        """One part that is as it must be to settle an `and` (false) or an `or` (true), else those that count."""
        if value is settles:
            decisive = [arg for arg in args if self._value(arg) is settles]
            for term in self._best(decisive):
                inside = self.inside(term)
                if inside is term:
                    yield JustifyingPart(term)
                else:  # the one unit in it that settles it
                    yield from self._of(inside)
        else:
            yield from map(JustifyingPart, args)

    def _unless(self, value: Value | None, args: Sequence[Term]) -> Iterator[JustifyingPart]:
        rule, *negated = args
        exceptions = [arg.args[0] for arg in negated if isinstance(arg, Apply)]
        if value is False:
            decisive = [rule] if self._value(rule) is False else []
            decisive += [exception for exception in exceptions if self._value(exception) is True]
            for term in self._best(decisive):
                if term is not rule:
                    # What would be so without the exception belongs to it.
                    yield JustifyingPart(rule, "rule")
                yield JustifyingPart(term, "rule" if term is rule else "exception applies")
            return
        yield JustifyingPart(rule, "rule")
        for exception in exceptions:
            applies = self._value(exception)
            yield JustifyingPart(exception, "exception is open" if applies is None else "exception does not apply")

    def _conditional(self, term: Apply) -> Iterator[JustifyingPart]:
        """The conditions down an `if … else if …`, and the branches that they lead to, or may lead to."""
        condition, then, otherwise = term.args
        test = self._value(condition)
        yield JustifyingPart(condition, "condition")
        if test is not False:
            yield JustifyingPart(then, "branch")
        if test is True:
            return
        if isinstance(otherwise, Apply) and otherwise.op is Connective.ITE:
            yield from self._conditional(otherwise)
        else:
            yield JustifyingPart(otherwise, "otherwise")

    def _count(self, term: Apply, value: Value | None) -> Iterator[JustifyingPart]:
        """For at least so many the true ones, or the false ones that are too many for it; and so on."""
        least, most = term.bounds or (0, len(term.args))
        true = [arg for arg in term.args if self._value(arg) is True]
        false = [arg for arg in term.args if self._value(arg) is False]
        if value is None or (value is True and least > 0 and most < len(term.args)):
            chosen: Sequence[Term] = term.args
        elif value is False:
            chosen = true if len(true) > most else false
        else:
            chosen = true if least > 0 else false
        for part in chosen:
            if isinstance(part, Apply) and part.surface == GATHERED:
                yield from self._of(part)
            else:
                yield JustifyingPart(part)

    def _gathered(self, term: Term, span: Span) -> Iterator[Term]:
        """What an aggregate says of the units that count: conditions and numbers as they are written."""
        term = self.inside(term)
        if isinstance(term, Apply) and term.op is Connective.TO_REAL:
            term = term.args[0]
        if not isinstance(term, Apply) or term.span != span:
            if any(isinstance(part, ClauseRef | DefinitionRef) for part in walk(term)):
                yield term
            return
        args = term.args
        match term.op:
            case Connective.ITE if (test := self._value(args[0])) is not None:
                args = (args[0], args[1]) if test else (args[2],)
            case Connective.TALLY if self._value(term) is not None:
                args = tuple([arg for arg in args if self._value(arg) is True]) or args
            case Connective.AND | Connective.OR if (value := self._value(term)) is not None:
                settles = term.op is Connective.OR
                args = args if value is not settles else tuple([arg for arg in args if self._value(arg) is settles][:1])
        for arg in args:
            yield from self._gathered(arg, span)

    def _operands(self, term: Term) -> Iterator[JustifyingPart]:
        """What is not arithmetic in arithmetic and comparisons: names, and conditionals."""
        if isinstance(term, Apply) and term.surface == GATHERED:
            yield from self._of(term)
        elif isinstance(term, Apply) and (term.op in _ARITHMETIC or term.op in _COMPARISONS):
            for arg in term.args:
                if not (isinstance(arg, Apply) and arg.op in _COMPARISONS):
                    yield from self._operands(arg)
                else:
                    yield JustifyingPart(arg)
        else:
            yield JustifyingPart(term)


def is_calculated(term: Term) -> bool:
    """Whether it is worth showing with the values put in: arithmetic or a comparison."""
    if isinstance(term, Apply) and term.op is Connective.NOT and term.args[0].span == term.span:
        return is_calculated(term.args[0])
    return isinstance(term, Apply) and (term.op in _ARITHMETIC or term.op in _COMPARISONS)


def _once(parts: Iterator[JustifyingPart]) -> list[JustifyingPart]:
    """The parts without constants, and each name once."""
    found: dict[object, JustifyingPart] = {}
    for part in parts:
        if isinstance(part.term, Constant) and part.role == "part":
            continue
        named = isinstance(part.term, ClauseRef | DefinitionRef)
        found.setdefault((part.term if named else id(part.term), part.role), part)
    return list(found.values())
