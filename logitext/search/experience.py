"""What a search has learned: which demands were met, which never together.

Soft nogoods steer what is demanded next. They are evidence, no logic: nothing is ever concluded from them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from logitext.logic.worlds.wanted import Wanted
from logitext.policy.model import Clause
from logitext.policy.sorts import BOOL, Value
from logitext.search.reach import BEYOND, Reach
from logitext.search.reading import TextReading

HOLDS, FAILS = 0.75, 0.93
"""How likely a writer makes a clause hold, or keeps it false, as long as nothing is known of either."""
ASSUMED = 3.0
"""How many tries that assumption is worth."""
CHOSEN = 0.001
"""What it costs to demand a fact: less than any demand on a text, and more than to leave it open."""
ENOUGH = 3
"""Tries for demands that were not met together, before that is a nogood."""
SURE = 0.01
"""How likely it may be, by the chances of single demands, that they were missed together by accident."""


@dataclass(frozen=True, slots=True)
class NoGood:
    """Demands that were not realised together: in how many texts that were written for them, and the nearest one."""

    demands: frozenset[Wanted]
    attempts: int
    nearest: Mapping[str, str] = field(default_factory=dict)
    met: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The demands in words, sorted."""
        return tuple(sorted(map(str, self.demands)))


class Experience:
    """Readings, and what was demanded for them."""

    def __init__(
        self, clauses: Mapping[str, Clause], nogoods: Iterable[NoGood] = (), reach: Reach | None = None
    ) -> None:
        """`reach`: what the theories that read can say at all; anything where it is None."""
        self._reach = reach
        self._clauses = clauses
        self.readings: list[TextReading] = []
        self.nogoods: list[NoGood] = list(nogoods)
        self._tries: list[tuple[frozenset[Wanted], TextReading]] = []
        self._asked: dict[tuple[str, Value | None], int] = {}
        self._met: dict[tuple[str, Value | None], int] = {}

    def add(self, reading: TextReading, demands: Collection[Wanted] | None = None) -> None:
        """Keep a reading, and what it was written for; None for one that was there before."""
        self.readings.append(reading)
        if demands is not None:
            self.again(reading, demands)

    def again(self, reading: TextReading, demands: Collection[Wanted]) -> None:
        """Note that a text was written for some demands."""
        self._tries.append((frozenset(demands), reading))
        for one in demands:
            key = (one.clause, one.value)
            self._asked[key] = self._asked.get(key, 0) + 1
            self._met[key] = self._met.get(key, 0) + met(one, reading)
        together = [one for one in self.nogoods if not all(met(each, reading) for each in one.demands)]
        self.nogoods = together  # what has been seen is no longer "not realised together"

    @property
    def tried(self) -> Sequence[tuple[frozenset[Wanted], TextReading]]:
        """What was demanded of each text that was written here, in their order."""
        return self._tries

    # --- prices

    def price(self, clause: str, value: Value | None) -> float:
        """What demanding a value costs: the less likely it is met, the more."""
        if self._clauses[clause].fact:
            return CHOSEN
        if self.is_beyond(clause, value):
            return BEYOND
        return -math.log(self.chance(clause, value))

    def is_beyond(self, clause: str, value: Value | None) -> bool:
        """Whether no theory that reads can say so."""
        return self._reach is not None and self._reach.is_beyond(clause, value)

    @property
    def only_values(self) -> Mapping[str, Collection[Value]]:
        """The clauses of which the theories that read can say only some values, and these values."""
        return {} if self._reach is None else self._reach.only_values

    def chance(self, clause: str, value: Value | None) -> float:
        """How likely a writer meets the demand."""
        key = (clause, value)
        assumed = self._assumed(clause, value)
        return (ASSUMED * assumed + self._met.get(key, 0)) / (ASSUMED + self._asked.get(key, 0))

    def _assumed(self, clause: str, value: Value | None) -> float:
        if self._clauses[clause].fact:
            return 1.0
        return FAILS if self._clauses[clause].sort == BOOL and value is False else HOLDS

    def expected(self, demands: Iterable[Wanted]) -> float:
        """How likely a text meets all of some demands, if they do not resist each other."""
        return math.exp(-sum(self.price(one.clause, one.value) for one in demands))

    # --- nogoods

    @property
    def avoid(self) -> list[frozenset[Wanted]]:
        """What is not to be demanded together, the best founded first."""
        return [one.demands for one in sorted(self.nogoods, key=lambda nogood: (-nogood.attempts, nogood.names))]

    def seen(self, demands: Iterable[Wanted]) -> bool:
        """Whether a text has met all of some demands together."""
        wanted = list(demands)
        return any(all(met(one, reading) for one in wanted) for reading in self.readings)

    def tries(self, demands: Collection[Wanted]) -> int:
        """How many texts were written for these demands, among others, and could be read in all of them."""
        wanted = frozenset(demands)
        names = {one.clause for one in wanted}
        return sum(1 for asked, reading in self._tries if wanted <= asked and names <= reading.values.keys())

    def resists(self, demands: Collection[Wanted]) -> bool:
        """Whether demands that no text met were tried so often that this is hardly an accident.

        How likely each is met by itself is what tries tell in which not all of them were demanded.
        """
        whole = frozenset(demands)
        tries = self.tries(whole)
        if tries < ENOUGH:
            return False
        apart = [(asked, reading) for asked, reading in self._tries if not whole <= asked]
        expected = 1.0
        for one in whole:
            results = [met(one, reading) for asked, reading in apart if one in asked]
            assumed = self._assumed(one.clause, one.value)
            expected *= (ASSUMED * assumed + sum(results)) / (ASSUMED + len(results))
        return (1 - expected) ** tries <= SURE

    def narrowed(self, demands: Sequence[Wanted]) -> list[Wanted]:
        """A smallest part of demands that no text has met together; precondition: none has met all of them.

        What is met most easily is left out first.
        """
        kept = list(demands)
        for one in sorted(demands, key=lambda each: self.price(each.clause, each.value)):
            rest = [other for other in kept if other is not one]
            if rest and not self.seen(rest):
                kept = rest
        return kept

    def learn(self, demands: Sequence[Wanted]) -> NoGood:
        """The nogood that demands are not realised together, with the text that came nearest."""
        whole = frozenset(demands)
        tried = [reading for asked, reading in self._tries if whole <= asked]
        nearest = max(tried, key=lambda one: sum(met(each, one) for each in demands), default=None)
        found = NoGood(
            whole,
            len(tried),
            {} if nearest is None else dict(nearest.written),
            () if nearest is None else tuple(sorted(str(each) for each in demands if met(each, nearest))),
        )
        self.nogoods = [one for one in self.nogoods if not whole <= one.demands] + [found]
        return found


def met(demand: Wanted, reading: TextReading) -> bool:
    """Whether a text is known to meet a demand."""
    value = reading.values.get(demand.clause)
    return value is not None and demand.admits(value)
