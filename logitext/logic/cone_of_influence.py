"""What a verdict can depend on at all, read off the formulas without a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from logitext.policy.mentioned import mentioned
from logitext.policy.model import CheckedPolicy
from logitext.policy.term import Apply, ClauseRef, Connective, Constant, DefinitionRef, Term, walk

T = TypeVar("T")


class ConeOfInfluence:
    """What a verdict can depend on at all: the clauses of its formula, and those that assumptions tie to them."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._policy = policy
        self._support: dict[str, frozenset[str]] = {}

    @cached_property
    def ties(self) -> Sequence[frozenset[str]]:
        """The clauses of each part of an assumption that holds by itself."""
        parts = (part for assumption in self._policy.assumptions for part in conjuncts(assumption.term))
        return [clauses_in(part, self._policy) for part in parts]

    @cached_property
    def _ties_of(self) -> Mapping[str, Sequence[int]]:
        """For each clause the places of its ties."""
        found: dict[str, list[int]] = {}
        for place, tie in enumerate(self.ties):
            for clause in tie:
                found.setdefault(clause, []).append(place)
        return found

    def of(self, verdict: str, answers: Mapping[str, Any]) -> frozenset[str]:
        """The clauses that a verdict may depend on; an answered clause passes nothing on from one to another."""
        support = self._support.get(verdict)
        if support is None:
            support = self._support[verdict] = clauses_in(self._policy.body(verdict), self._policy)
        return self._tied(support, answers)

    def reached(self, answers: Mapping[str, Any], verdicts: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
        """The given clauses that one of the verdicts may depend on, in their order."""
        reach = frozenset[str]().union(*(self.of(verdict, answers) for verdict in verdicts))
        return tuple([name for name in names if name in reach])

    def tied(self, clause: str, answers: Mapping[str, Any]) -> frozenset[str]:
        """The clauses that assumptions tie to one without an answer, directly or through others without; and itself."""
        return self._tied(frozenset({clause}), answers)

    def _tied(self, clauses: frozenset[str], answers: Mapping[str, Any]) -> frozenset[str]:
        reached, followed = set(clauses), set[int]()
        waiting = [clause for clause in clauses if clause not in answers]
        while waiting:
            for place in self._ties_of.get(waiting.pop(), ()):
                if place not in followed:
                    followed.add(place)
                    more = [one for one in self.ties[place] if one not in reached and one not in answers]
                    reached.update(more)
                    waiting += more
        return frozenset(reached)


class Mentions:
    """The clauses that terms of a policy speak of: each definition is looked into once."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._policy = policy
        self._of: dict[str, frozenset[str]] = {}

    def of(self, term: Term) -> frozenset[str]:
        """The clauses that a term speaks of, directly or through definitions."""
        found: set[str] = set()
        for part in walk(term):
            if isinstance(part, ClauseRef):
                found.add(part.name)
            elif isinstance(part, DefinitionRef):
                found |= self._through(part.name)
        return frozenset(found)

    def _through(self, name: str) -> frozenset[str]:
        """The clauses of a definition. What it needs comes first, so that a long chain is no deep recursion."""
        waiting = [] if name in self._of else [name]
        while waiting:
            body = self._policy.body(waiting[-1])
            needs = [part.name for part in walk(body) if isinstance(part, DefinitionRef) and part.name not in self._of]
            waiting.extend(needs)
            if not needs:
                self._of[waiting.pop()] = self.of(body)
        return self._of[name]


def clauses_in(term: Term, policy: CheckedPolicy) -> frozenset[str]:
    """The clauses that a term speaks of, directly or through definitions."""
    return frozenset([part.name for part in mentioned([term], policy) if isinstance(part, ClauseRef)])


_HARD = frozenset({Connective.YEAR, Connective.MONTH, Connective.DAY, Connective.SHIFT})


def is_hard(policy: CheckedPolicy) -> bool:
    """Whether a solver may think for minutes of the policy: with a calendar, and with products of unknown numbers."""
    return any(_hard_parts(policy))


def hardness(policy: CheckedPolicy) -> int:
    """How many parts of a policy make it hard."""
    return sum(_hard_parts(policy))


def _hard_parts(policy: CheckedPolicy) -> Iterator[bool]:
    """Whether each part of the formulas is hard."""
    terms = (*(policy.body(name) for name in policy.order), *(one.term for one in policy.assumptions))
    return (
        part.op in _HARD or (part.op is Connective.MUL and sum(not isinstance(arg, Constant) for arg in part.args) > 1)
        for term in terms
        for part in walk(term)
        if isinstance(part, Apply)
    )


def connected(sets: Sequence[Iterable[T]]) -> list[list[int]]:
    """The places of the sets in groups: those together that share a member, directly or through others."""
    owner: dict[T, int] = {}
    parent = list(range(len(sets)))

    def top(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    for place, members in enumerate(sets):
        for member in members:
            other = top(owner.setdefault(member, place))
            parent[max(other, top(place))] = min(other, top(place))
    groups: dict[int, list[int]] = {}
    for place in range(len(sets)):
        groups.setdefault(top(place), []).append(place)
    return list(groups.values())


def conjuncts(term: Term) -> Iterator[Term]:
    """The terms that hold together when the term holds."""
    stack = [term]
    while stack:
        here = stack.pop()
        if isinstance(here, Apply) and here.op is Connective.AND:
            stack.extend(reversed(here.args))
        else:
            yield here
