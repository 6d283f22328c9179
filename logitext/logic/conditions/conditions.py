"""Conditions, for questions about the policy itself and not about a text.

A *world* gives every clause a value. A *meaning* is what a term comes to in each of them; that of a formula is a
*condition*. Terms are those of the policy that counts days for dates (see `logic.dates`), worlds come out with dates.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

from logitext.logic.diagram.cells import Cells
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Sort, Value
from logitext.policy.term import Term

BackendMeaning: TypeAlias = Any
"""What a term means; only the back end that gave it knows what it is."""
BackendCondition: TypeAlias = Any
"""The meaning of a formula."""


class TooHardError(Exception):
    """What was allowed is spent, or the solver gave up: nothing is known."""


class Conditions(Protocol):
    """Meanings of terms, and worlds that meet conditions. Every method may raise TooHardError."""

    policy: CheckedPolicy
    """The policy, with numbers of days for dates."""
    cells: Mapping[str, Cells]
    """The values of a clause as cells that a policy distinguishes, where they are finitely many."""
    defined: dict[str, BackendMeaning]
    """The meanings of definitions and verdicts."""
    assumed: dict[str, BackendCondition]
    """The assumptions, by id."""

    def allow(self, share: float = 1.0) -> None:
        """What comes next may take so much of what one rule may take, in counted steps."""

    def meaning(self, term: Term, defined: Mapping[str, BackendMeaning] | None = None) -> BackendMeaning:
        """The meaning of a term, with other meanings of definitions and verdicts if some are given."""

    def both(self, *conditions: BackendCondition) -> BackendCondition:
        """That all of them hold."""

    def either(self, *conditions: BackendCondition) -> BackendCondition:
        """That one of them holds."""

    def negate(self, condition: BackendCondition) -> BackendCondition:
        """That it does not hold."""

    def differ(self, one: BackendMeaning, other: BackendMeaning, sort: Sort) -> BackendCondition:
        """That two terms of a sort have two values."""

    def at(self, meaning: BackendMeaning, clause: str, cell: int) -> BackendMeaning:
        """What is left of a meaning when a clause has a value of one of its cells."""

    def world(
        self, condition: BackendCondition, assumptions: Collection[str] | None = None
    ) -> Mapping[str, Value] | None:
        """A world that meets a condition and assumptions, by id (None: all of them); None where there is none.

        It has a value for the clauses that it takes to see this. Precondition: the assumptions can hold together.
        """

    def possible(self, conditions: Sequence[BackendCondition]) -> bool:
        """Whether a world meets all of some conditions, and all assumptions; nothing is built for it."""

    def scope(self) -> AbstractContextManager[None]:
        """What is built inside is thrown away at the end; no meaning that came to be inside may be used after it."""

    def some_value(self, meaning: BackendMeaning, sort: Sort) -> Value | None:
        """A value that a term has in a world that meets all assumptions; None where that cannot be said."""

    def signature(self, name: str) -> Hashable:
        """Something that clauses, definitions and verdicts share which have the same value in all allowed worlds.

        It is found in some worlds, so that others may share it too.
        """
