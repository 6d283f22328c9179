"""One aim is realised: a cube of it is demanded, texts are written and read, and what was missed is said.

Of the aim only a cube is demanded, the one that is likeliest to be met by what is known. After some rounds of misses
the demands that resist together are narrowed down and learned, and another cube is tried.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from logitext.logic.worlds.space import Aim
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.sorts import Value
from logitext.search.effort import SearchEffort
from logitext.search.events import NoGoodLearned, SearchListener
from logitext.search.reading import TextReading
from logitext.search.writing_session import WritingSession
from logitext.theory.writing.protocol import Miss

_OUT_OF_REACH = 50.0
"""The price of a demand that no writer can meet."""

NARROWING = 4
"""The most calls of the writer that narrow what resisted."""
MANY_CLAUSES = 24
"""With more clauses than this, demands are narrowed by what was seen, and not by further texts."""


class Realiser:
    """Realises aims of one search, with what it learns from one of them for the next."""

    def __init__(
        self,
        session: WritingSession,
        effort: SearchEffort,
        given: Sequence[Wanted],
        fixed: Collection[str],
        listener: SearchListener,
    ) -> None:
        """`given` are values of clauses about given texts, `fixed` those clauses: nothing is demanded of them."""
        self._session = session
        self._space = session.space
        self._experience = session.experience
        self._effort = effort
        self._given = tuple(given)
        self._fixed = frozenset(fixed)
        self._listener = listener

    def with_given(self, aim: Aim) -> Aim:
        """The aim together with what is known of the given texts."""
        return Aim(aim.outcome, (*aim.wanted, *self._given), aim.node)

    async def meets(self, aim: Aim, reading: TextReading) -> bool | None:
        """Whether what is known of a text meets an aim; None where that is open. A text in conflict meets none."""
        if not reading.allowed:
            return False
        return await self._space.state(aim, reading.values)

    async def reading_for(self, aim: Aim) -> TextReading | None:
        """A text that was read before, and meets the aim."""
        for reading in self._experience.readings:
            if await self.meets(aim, reading):
                return reading
        return None

    async def realise(self, aim: Aim, wishes: Sequence[Wanted] = ()) -> TextReading | None:
        """A text that meets the aim, new or not; None where none was found.

        In the first round `wishes` are demanded too, as far as they do not contradict what is needed.
        """
        reading = await self.reading_for(aim)
        tried: list[frozenset[Wanted]] = []
        for _ in range(self._effort.cubes):
            if reading is not None or self._session.tally.stopped is not None:
                return reading
            demands = await self.demands(aim)
            if demands is None or frozenset(demands) in tried:
                break  # there is nothing new to try
            tried.append(frozenset(demands))
            reading = await self._cube(aim, demands, wishes if len(tried) == 1 else ())
            if reading is None:
                await self.narrow(aim, demands)
                reading = await self.reading_for(aim)
        return reading

    async def demands(self, aim: Aim) -> tuple[Wanted, ...] | None:
        """The cube to demand now; None where there is none."""
        return await self._cheapest(aim, self._experience.avoid, self._said)

    @property
    def _said(self) -> Mapping[str, Collection[Value]]:
        """The clauses of written texts of which theories can say only some values, and these values."""
        return {name: values for name, values in self._experience.only_values.items() if name not in self._fixed}

    async def out_of_reach(self, aim: Aim) -> tuple[Wanted, ...]:
        """Demands that no theory can confirm, and without which the aim cannot be met; empty where it can.

        Where Z3 decides, only what the aim names is looked at.
        """
        cube: Sequence[Wanted] | None = aim.wanted
        if self._space.worlds is not None:
            if self._space.confirmable(self.with_given(aim), self._said):
                return ()
            cube = await self._cheapest(aim, ())
        is_beyond = self._experience.is_beyond
        return tuple(
            [one for one in cube or () if all(is_beyond(one.clause, value) for value in one.values or (None,))]
        )

    async def _cheapest(
        self, aim: Aim, avoid: Sequence[frozenset[Wanted]], said: Mapping[str, Collection[Value]] | None = None
    ) -> tuple[Wanted, ...] | None:
        """The cheapest cube, as far as can be without what is not realised together."""

        def price(clause: str, value: Value | None) -> float:
            if clause in self._fixed:  # what is known costs nothing; what could not be judged cannot be had
                return 0.0 if clause in known else _OUT_OF_REACH
            return self._experience.price(clause, value)

        known = {one.clause for one in self._given}
        cube = await self._space.cube(self.with_given(aim), price, avoid, said)
        return None if cube is None else tuple([one for one in cube if one.clause not in self._fixed])

    def avoiding(self, aim: Aim) -> Aim:
        """The aim with what is known of given texts, and without what is not realised together, if that can be."""
        return self._space.avoiding(self.with_given(aim), self._experience.avoid)

    async def _cube(self, aim: Aim, demands: Sequence[Wanted], wishes: Sequence[Wanted]) -> TextReading | None:
        """Rounds of writing and reading for one cube."""
        named = {one.clause for one in demands}
        more = [one for one in wishes if one.clause not in named and one.clause not in self._fixed]
        misses: list[Miss] = []
        for attempt in range(self._effort.rounds):
            readings = await self._session.write(
                demands,
                misses,
                self._effort.proposals,
                attempt,
                lambda reading: self.meets(aim, reading),
                more if attempt == 0 else (),
            )
            if readings and await self.meets(aim, readings[-1]):
                return readings[-1]
            misses += [self._session.miss(one, demands) for one in readings]
            if self._session.tally.stopped is not None:
                break
        return None

    async def narrow(self, aim: Aim, demands: Sequence[Wanted]) -> None:
        """Learn which of the demands resist together, if that can be told."""
        experience = self._experience
        if not demands:
            return
        few = len(self._space.policy.clauses) <= MANY_CLAUSES
        # If a text met them all and the aim was not met, something else is open, or in conflict: no demand resists.
        for _ in range(NARROWING):
            if experience.seen(demands):
                return
            core = experience.narrowed(demands)
            if experience.resists(core):
                self._listener(NoGoodLearned(experience.learn(core)))
                return
            if not few or self._session.tally.stopped is not None or len(core) == len(demands):
                return
            readings = await self._session.write(core, [], self._effort.proposals, 0)
            if any([await self.meets(aim, one) for one in readings]) or not readings:
                return
