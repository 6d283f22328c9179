"""Deliberate changes of a policy, one at a time, each as somebody might make it by mistake.

They are made of the policy's terms, so that a mutant has the same clauses and its tests need no new answers. A change
of a definition that is used several times with different arguments is one change, made in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from logitext.explain.written import around, fold, show_value
from logitext.policy.model import Assumption, CheckedPolicy, Place
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk
from logitext.records.tests import MutantKind
from logitext.syntax.source import Source, Span
from logitext.testing.list_mutants import spans


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One change: what it does in words, where, and the new terms of the definitions and verdicts that it touches.

    `dropped` is the assumption that is left out, where that is the change.
    """

    words: str
    kind: MutantKind
    place: Place
    terms: Mapping[str, Term]
    dropped: Assumption | None = None

    def of(self, policy: CheckedPolicy) -> CheckedPolicy:
        """The policy with the change."""
        if self.dropped is not None:
            return replace(policy, assumptions=tuple([one for one in policy.assumptions if one is not self.dropped]))
        return replace(
            policy,
            definitions={
                name: replace(one, term=self.terms[name]) if name in self.terms else one
                for name, one in policy.definitions.items()
            },
            verdicts={
                name: replace(one, term=self.terms[name]) if name in self.terms else one
                for name, one in policy.verdicts.items()
            },
        )


def changes(policy: CheckedPolicy) -> Iterator[PolicyChange]:
    """All single changes of a policy's formulas, in the order of evaluation, and then each assumption left out.

    What is said of elements is not among them: `list_mutants` has that.
    """
    apart = spans(policy)
    made: dict[tuple[str, Span, str], tuple[MutantKind, Place, dict[str, Term]]] = {}
    for name in policy.order:
        place = policy.place(name)
        source = place.source
        for term, variant in _sites(policy.body(name), source):
            stands_for = isinstance(term, ClauseRef) and policy.clauses[term.name].place.span == term.span
            if not stands_for and _lies_in(source.name, term.span, apart):
                continue
            key = (source.name, term.span, variant.words)
            spot = Place(source, around(source, term.span), place.heading)
            found = made.setdefault(key, (variant.kind, spot, {}))
            before = found[2].get(name, policy.body(name))
            found[2][name] = _replaced(before, term, variant.term)
    for (_, _, words), (kind, place, terms) in made.items():
        yield PolicyChange(words, kind, place, terms)
    for one in policy.assumptions:
        yield PolicyChange(f"drop the assumption `{one.id}`", "assumption", one.place, {}, one)


def _lies_in(file: str, span: Span, spans: Iterable[tuple[str, Span]]) -> bool:
    return any(name == file and one.start <= span.start and span.end <= one.end for name, one in spans)


@dataclass(frozen=True, slots=True)
class _Variant:
    words: str
    kind: MutantKind
    term: Term


def _sites(term: Term, source: Source) -> Iterator[tuple[Term, _Variant]]:
    """Each part of a term with each other term that may stand in its place."""
    for here in walk(term):
        for variant in _variants(here, source):
            yield here, variant


def _replaced(term: Term, old: Term, new: Term) -> Term:
    """The term with one of its parts replaced. The part is known by identity: each object stands at one place."""
    if term is old:
        return new
    if not isinstance(term, Apply):
        return term
    args = tuple([_replaced(arg, old, new) for arg in term.args])
    return term if all(a is b for a, b in zip(args, term.args, strict=True)) else replace(term, args=args)


def _variants(term: Term, source: Source) -> Iterator[_Variant]:
    def text(part: Term) -> str:
        return fold(source[around(source, part.span)])

    match term:
        case ClauseRef() | DefinitionRef() if term.sort == BOOL:
            yield _Variant(f"negate `{text(term)}`", "negation", Apply(Connective.NOT, (term,), span=term.span))
        case Apply(op=Connective.AND, args=(base, Apply(op=Connective.NOT, args=(exception,))), surface="unless"):
            yield _Variant(f"drop the exception `{text(exception)}`", "exception", base)
        case Apply(op=Connective.AND | Connective.OR as op, args=args):
            other = Connective.OR if op is Connective.AND else Connective.AND
            words = f"`{other.value}` for `{op.value}` in `{text(term)}`"
            yield _Variant(words, "connective", replace(term, op=other, surface=None))
            for arg in args:
                rest = tuple([one for one in args if one is not arg])
                if rest:
                    left = rest[0] if len(rest) == 1 else replace(term, args=rest)
                    yield _Variant(f"drop `{text(arg)}` from `{text(term)}`", "part", left)
        case Apply(op=Connective.XOR):
            yield _Variant(f"`or` for `xor` in `{text(term)}`", "connective", replace(term, op=Connective.OR))
        case Apply(op=Connective.IMPLIES, args=(condition, consequence)):
            swapped = replace(term, args=(consequence, condition))
            yield _Variant(f"swap the sides of `{text(term)}`", "connective", swapped)
            yield _Variant(f"drop the condition `{text(condition)}`", "part", consequence)
        case Apply(op=Connective.ITE, args=(condition, then, otherwise)):
            swapped = replace(term, args=(condition, otherwise, then))
            yield _Variant(f"swap the outcomes of `{text(term)}`", "connective", swapped)
        case Apply(op=Connective.LT | Connective.LE as op):
            other = Connective.LE if op is Connective.LT else Connective.LT
            words = f"{'leave out' if op is Connective.LE else 'admit'} equality in `{text(term)}`"
            yield _Variant(words, "bound", replace(term, op=other))
            yield from _other_constants(term, text(term))
        case Apply(op=Connective.EQ):
            yield from _other_constants(term, text(term))
        case Apply(op=Connective.COUNT, args=args, bounds=(least, most)):
            yield from _other_bounds(term, text(term), len(args), least, most)


def _other_constants(term: Apply, text: str) -> Iterator[_Variant]:
    """A comparison with the numbers beside its constant, or with another label."""
    for index, arg in enumerate(term.args):
        if not isinstance(arg, Constant):
            continue
        others: list[tuple[MutantKind, Value]] = []
        match arg:
            case Constant(value=int() | Fraction() as value) if not isinstance(value, bool):
                others = [("bound", value - 1), ("bound", value + 1)]
            case Constant(value=date() as value) if date.min < value < date.max:
                others = [("bound", value - timedelta(1)), ("bound", value + timedelta(1))]
            case Constant(value=str() as value, sort=Enumeration(labels=labels)) if len(labels) > 1:
                others = [("label", labels[(labels.index(value) + 1) % len(labels)])]
        for kind, other in others:
            args = (*term.args[:index], replace(arg, value=other), *term.args[index + 1 :])
            words = f"`{show_value(other, arg.sort)}` for `{show_value(arg.value, arg.sort)}` in `{text}`"
            yield _Variant(words, kind, replace(term, args=args))


def _other_bounds(term: Apply, text: str, parts: int, least: int, most: int) -> Iterator[_Variant]:
    """A count that needs one more or one fewer."""
    if least > 0:
        for other in (least - 1, least + 1):
            if other <= most:
                yield _Variant(f"`at least {other}` in `{text}`", "count", replace(term, bounds=(other, most)))
    if most < parts:
        for other in (most - 1, most + 1):
            if other >= least:
                yield _Variant(f"`at most {other}` in `{text}`", "count", replace(term, bounds=(least, other)))
