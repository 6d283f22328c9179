"""One look at a policy: what rules may ask of it, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from logitext.linting.opaque import opaque
from logitext.linting.places import Spots
from logitext.logic.conditions.conditions import BackendCondition, BackendMeaning, Conditions
from logitext.logic.cone_of_influence import clauses_in
from logitext.logic.minimize import minimal
from logitext.policy.mentioned import mentioned
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Sort, Value
from logitext.policy.term import ClauseRef, DefinitionRef, Term, walk
from logitext.syntax.tree import ChoiceStatement


class PolicyLook:
    """A policy, and conditions on its worlds. `deciding` are the clauses that can decide a verdict.

    Of those in `unsure` that is not known. `policy` is as it was written, `conditions.policy` counts days for dates;
    the terms of both have the same places.
    """

    def __init__(
        self,
        policy: CheckedPolicy,
        conditions: Conditions,
        deciding: frozenset[str] = frozenset(),
        unsure: frozenset[str] = frozenset(),
    ) -> None:
        self.policy = policy
        self.conditions = conditions
        self.deciding = deciding
        self.unsure = unsure

    @cached_property
    def spots(self) -> Spots:
        """Where names are declared."""
        return Spots(self.policy)

    @cached_property
    def opaque(self) -> frozenset[str]:
        """Names that matter for reasons that logic does not see."""
        return opaque(self.policy)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The definitions and verdicts that somebody wrote, each after those that it mentions: not their instances."""
        return tuple([name for name in self.policy.order if self.is_written(name)])

    def is_written(self, name: str) -> bool:
        """Whether the policy's own files declare it: no instance, nothing of a version, and not by a `when`."""
        if not name.replace(".", "_").isidentifier() or self.policy.namespace(name):
            return False
        return not any(name.startswith(f"{chosen}.") for chosen in self._chosen)

    @cached_property
    def _chosen(self) -> tuple[str, ...]:
        """What choices between versions are called."""
        every = [one for document in self.policy.documents for one in document.statements]
        return tuple([one.name.text for one in every if isinstance(one, ChoiceStatement)])

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """What is to stay as it is: the verdicts, and definitions that matter for other reasons."""
        return tuple([name for name in self.policy.order if name in self.policy.verdicts or name in self.opaque])

    def body(self, name: str) -> Term:
        """The formula of a definition or a verdict, with numbers of days for dates."""
        return self.conditions.policy.body(name)

    def clauses_in(self, term: Term) -> frozenset[str]:
        """The clauses that a term speaks of, directly or through definitions."""
        return clauses_in(term, self.conditions.policy)

    def sort_of(self, name: str) -> Sort:
        """The sort of a clause, a definition or a verdict, with numbers for dates."""
        clauses = self.conditions.policy.clauses
        return clauses[name].sort if name in clauses else self.body(name).sort

    def meaning_of(self, name: str) -> BackendMeaning:
        """What a clause, a definition or a verdict means."""
        if name in self.conditions.defined:
            return self.conditions.defined[name]
        return self.conditions.meaning(ClauseRef(name, self.sort_of(name)))

    @cached_property
    def seen(self) -> frozenset[str]:
        """The clauses that matter for reasons that logic does not see."""
        found = set(self.opaque)
        for name in self.opaque:
            if name in self.policy.order:
                found |= self.clauses_in(self.body(name))
        return frozenset(found)

    # --- what mentions what

    @cached_property
    def assuming(self) -> frozenset[str]:
        """The definitions and verdicts that assumptions mention, directly or through others."""
        policy = self.conditions.policy
        parts = mentioned([one.term for one in policy.assumptions], policy)
        return frozenset([part.name for part in parts if isinstance(part, DefinitionRef)])

    @cached_property
    def _users(self) -> Mapping[str, frozenset[str]]:
        """For each definition and verdict, those that mention it, directly or through others."""
        policy = self.conditions.policy
        found: dict[str, frozenset[str]] = {}
        direct: dict[str, set[str]] = {name: set() for name in policy.order}
        for name in policy.order:
            for part in walk(policy.body(name)):
                if isinstance(part, DefinitionRef):
                    direct[part.name].add(name)
        for name in reversed(policy.order):
            found[name] = frozenset(direct[name]).union(*(found[user] for user in direct[name]))
        return found

    def users(self, name: str) -> tuple[str, ...]:
        """The definitions and verdicts that mention one, directly or through others, each after what it mentions."""
        return tuple(sorted(self._users[name], key=self._places.__getitem__))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.policy.order)}

    def is_used(self, name: str) -> bool:
        """Whether a definition is a root, or some root mentions it."""
        return name in self.roots or not self._users[name].isdisjoint(self.roots)

    def redefined(
        self,
        name: str,
        meaning: BackendMeaning,
        defined: Mapping[str, BackendMeaning],
        bodies: Mapping[str, Term] | None = None,
    ) -> dict[str, BackendMeaning]:
        """What everything means when a definition means something else."""
        found = {**defined, name: meaning}
        for user in self.users(name):
            body = self.body(user) if bodies is None else bodies[user]
            found[user] = self.conditions.meaning(body, found)
        return found

    def differ(
        self, one: Mapping[str, BackendMeaning], other: Mapping[str, BackendMeaning], names: Iterable[str]
    ) -> BackendCondition:
        """That one of some definitions and verdicts has two values."""
        conditions = self.conditions
        return conditions.either(
            *[
                conditions.differ(one[name], other[name], self.body(name).sort)
                for name in names
                if one[name] is not other[name]
            ]
        )

    # --- assumptions

    def core(self, condition: BackendCondition, among: Collection[str] | None = None) -> tuple[str, ...]:
        """A minimal set of assumptions, by id, that leaves no world which meets a condition.

        Precondition: all of them, or those given, leave none.
        """
        ids = tuple(self.conditions.assumed if among is None else among)
        return tuple(
            minimal(ids, ids, lambda _, rest: rest if self.conditions.world(condition, rest) is None else None)
        )

    def about(self, witness: Mapping[str, Value] | None, term: Term) -> Mapping[str, Value] | None:
        """The part of a world that has to do with a term."""
        if witness is None:
            return None
        clauses = self.clauses_in(term)
        return {name: value for name, value in witness.items() if name in clauses}
