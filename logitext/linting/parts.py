"""The parts of a formula that can be deleted: conditions, alternatives, and exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from logitext.policy.sorts import BOOL
from logitext.policy.term import GATHERED, SPELT, Apply, Connective, Term
from logitext.syntax.source import Span

_RUNS = (Connective.AND, Connective.OR)
_OF_SEVERAL = (GATHERED, SPELT)
"""What is spelt out: a part of it is deleted in the policy for all elements, or for none."""


def deletable(term: Apply) -> list[int]:
    """Which arguments of a term can be deleted, by their place; empty where it is no conjunction or disjunction.

    What an exception is an exception to cannot be, nor a bound of `between`, nor what is said of each of some elements.
    """
    if term.op not in _RUNS or term.surface in _OF_SEVERAL:
        return []
    if term.surface == "unless":
        return list(range(1, len(term.args)))
    if any(arg.span.start >= arg.span.end for arg in term.args):  # `x between a and b`: its parts stand in no order
        return []
    return list(range(len(term.args)))


def copied(term: Term) -> frozenset[Span]:
    """Where conjunctions and disjunctions stand that a formula holds more than once, though they are written once.

    `x between a and b` says something of `x` twice. To delete a part of it changes both.
    """
    seen: set[Span] = set()
    twice: set[Span] = set()
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Apply) and here.surface not in _OF_SEVERAL:
            if deletable(here):
                (twice if here.span in seen else seen).add(here.span)
            stack.extend(here.args)
    return frozenset(twice)


def kind_of(term: Apply) -> str:
    """What a deletable argument is called."""
    if term.surface == "unless":
        return "exception"
    return "condition" if term.op is Connective.AND else "alternative"


def span_of(term: Apply, place: int) -> Span:
    """Where a deletable argument stands; one of the values of `x in (a, b)` is that value."""
    arg = term.args[place]
    first = term.args[0]
    if (
        term.op is Connective.OR
        and len(term.args) > 1
        and all(isinstance(one, Apply) and one.op is Connective.EQ for one in term.args)
        and isinstance(first, Apply)
        and all(one.span.start == first.span.start for one in term.args)
        and isinstance(arg, Apply)
    ):
        return arg.args[1].span
    return arg.span


def has_parts(term: Term) -> bool:
    """Whether something in a term can be deleted."""
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Apply) and here.surface not in _OF_SEVERAL:
            if deletable(here):
                return True
            stack.extend(here.args)
    return False


def holes(term: Apply) -> Iterator[tuple[int, ...]]:
    """The ways to the outermost formulas inside of a term, those that have parts."""
    stack: list[tuple[Term, tuple[int, ...]]] = [(arg, (place,)) for place, arg in enumerate(term.args)]
    while stack:
        here, way = stack.pop()
        if here.sort == BOOL:
            if has_parts(here):
                yield way
        elif isinstance(here, Apply) and here.surface not in _OF_SEVERAL:
            stack.extend((arg, (*way, place)) for place, arg in enumerate(here.args))


def at(term: Term, way: tuple[int, ...]) -> Term:
    """What stands in a term at the end of a way."""
    for place in way:
        assert isinstance(term, Apply)
        term = term.args[place]
    return term


def put(term: Term, way: tuple[int, ...], new: Term) -> Term:
    """The term with something else at the end of a way."""
    if not way:
        return new
    assert isinstance(term, Apply)
    args = list(term.args)
    args[way[0]] = put(args[way[0]], way[1:], new)
    return replace(term, args=tuple(args))
