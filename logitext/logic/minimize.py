"""Minimal sets by deletion: what all searches for a core, a reason or a certificate end with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def minimal(members: Sequence[T], order: Iterable[T], without: Callable[[T, list[T]], Collection[T] | None]) -> list[T]:
    """A part of the members that is enough by itself and has nothing to spare, in their order.

    `without(member, rest)` says whether the rest is enough without the member: None where it is not, or where nobody
    can say; else the rest, or any part of it that is enough (a solver's core).

    Precondition: the members together are enough, and whatever holds a set that is enough is enough too.
    Postcondition: the outcome is enough. Without any one of its members it is not, as far as `without` could say.
    Cost: a call of `without` for each member that no core took out before.
    Source: the deletion filter of Chinneck and Dravnieks, "Locating minimal infeasible constraint sets in linear
    programs" (1991), with cores as in Dershowitz, Hanna and Nadel, "A scalable algorithm for minimal unsatisfiable core
    extraction" (2006).

    >>> minimal("abcd", "abcd", lambda member, rest: rest if {"b", "d"} <= set(rest) else None)
    ['b', 'd']
    """
    left = dict.fromkeys(members)
    for member in order:
        if member not in left:
            continue
        rest = [other for other in left if other != member]
        enough = without(member, rest)
        if enough is not None:
            kept = set(enough)
            left = {other: None for other in rest if other in kept}
    return list(left)
