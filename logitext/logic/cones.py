"""What a verdict can depend on at all, read off the formulas without a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from logitext.policy.model import CheckedPolicy
from logitext.policy.term import Apply, ClauseRef, Connective, DefinitionRef, Term, walk


class Cones:
    """What a verdict can depend on at all: the clauses of its formula, and those that assumptions tie to them."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._support: dict[str, frozenset[str]] = {}
        for name in policy.order:
            self._support[name] = self._of_term(policy.body(name))
        parts = (part for assumption in policy.assumptions for part in conjuncts(assumption.term))
        self._ties = [self._of_term(part) for part in parts]

    def _of_term(self, term: Term) -> frozenset[str]:
        found: set[str] = set()
        for part in walk(term):
            if isinstance(part, ClauseRef):
                found.add(part.name)
            elif isinstance(part, DefinitionRef):
                found |= self._support[part.name]
        return frozenset(found)

    def of(self, verdict: str, answers: Mapping[str, Any]) -> frozenset[str]:
        """The clauses that a verdict may depend on; an answered clause passes nothing on from one to another."""
        return self._tied(self._support[verdict], answers)

    def reached(self, answers: Mapping[str, Any], verdicts: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
        """Of some clauses those that one of the verdicts may depend on, in their order."""
        reach = frozenset[str]().union(*(self.of(verdict, answers) for verdict in verdicts))
        return tuple([name for name in names if name in reach])

    def tied(self, clause: str, answers: Mapping[str, Any]) -> frozenset[str]:
        """The clauses that assumptions tie to one without an answer, directly or through others without; and itself."""
        return self._tied(frozenset({clause}), answers)

    def _tied(self, clauses: frozenset[str], answers: Mapping[str, Any]) -> frozenset[str]:
        ties = [tie - answers.keys() for tie in self._ties]
        while more := [tie for tie in ties if tie & clauses and not tie <= clauses]:
            clauses = clauses.union(*more)
        return clauses


def conjuncts(term: Term) -> Iterator[Term]:
    """The terms that hold together when the term holds."""
    if isinstance(term, Apply) and term.op is Connective.AND:
        for arg in term.args:
            yield from conjuncts(arg)
    else:
        yield term
