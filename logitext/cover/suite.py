"""A suite of texts that meets goals: each new text is written for the goals that are open, and read for all of them.

Every text that is read is kept and held against every goal: what misses the demands that it was written for may meet
others. A goal is anchored with the cube that it needs; what else can be asked of the same text is wished for along the
heaviest way through the diagram, weighted by the open goals.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from logitext.cover.effort import CoverEffort
from logitext.cover.goals import CoverGoal, Goals
from logitext.logic.worlds.space import Aim
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.sorts import Value
from logitext.search.events import Progress, SearchListener
from logitext.search.experience import met
from logitext.search.reading import TextReading
from logitext.search.realise import Realiser
from logitext.search.writing_session import WritingSession
from logitext.theory.writing.protocol import Miss

NEAREST = 2
"""How many texts that come near a goal the writer is shown."""
HOPELESS = 0.02
"""A goal is given up when it would have been met but for such a chance, if nothing resisted."""
MANY_GOALS = 500
"""The most goals whose needs are worked out beforehand."""
EMPTY = 2
"""A goal is given up when the writer has no new text for it so many times in a row."""
PATIENT = 4
"""How many times as many texts as usual are written for a goal that is hard."""


@dataclass(slots=True)
class Suite:
    """The goals with the texts that meet them, by the goals' places.

    `met` has the index of the first reading that meets a goal, `all_met` those of all; `tried` counts the texts that
    were written for it, `empty` the calls in a row in which the writer gave no new text. `given_up`: they need what is
    not realised together, or what no theory can say, or the writer has nothing more for them.
    """

    goals: Goals
    met: dict[int, int] = field(default_factory=dict)
    all_met: dict[int, list[int]] = field(default_factory=dict)
    tried: dict[int, int] = field(default_factory=dict)
    given_up: set[int] = field(default_factory=set)
    empty: dict[int, int] = field(default_factory=dict)

    @property
    def open(self) -> list[int]:
        """The goals that no text meets yet."""
        return [index for index in range(len(self.goals.goals)) if index not in self.met]


class Covering:
    """Covers goals with the session and the realiser of a search."""

    def __init__(
        self,
        session: WritingSession,
        realiser: Realiser,
        suite: Suite,
        effort: CoverEffort,
        listener: SearchListener,
        kept: Callable[[int, TextReading, Sequence[int]], Awaitable[None]] | None = None,
    ) -> None:
        """`kept` is called with each reading, its index, and the goals that it meets."""
        self._kept = kept
        self._session = session
        self._realiser = realiser
        self._suite = suite
        self._effort = effort
        self._listener = listener
        self._seen = 0
        self._cubes: dict[int, tuple[Wanted, ...]] = {}

    async def run(self) -> None:
        """Write until all goals are met, or each has been tried as often as it may be, or nothing can be written."""
        await self.look()
        await self._work_out()
        while self._session.tally.stopped is None:
            index = self._next()
            if index is None:
                return
            await self._try(index)

    async def out_of_reach(self) -> set[int]:
        """The open goals that cannot be met without a value that no theory can say."""
        goals = self._suite.goals.goals
        return {index for index in self._suite.open if await self._realiser.out_of_reach(goals[index].aim)}

    async def _work_out(self) -> None:
        """The cubes of goals that are more than a cube, so that it is known what they would like to be demanded."""
        goals = self._suite.goals.goals
        for index in [one for one in self._suite.open if goals[one].aim.node is not None][:MANY_GOALS]:
            cube = await self._realiser.demands(goals[index].aim)
            if cube is not None:
                self._cubes[index] = cube

    async def look(self) -> bool:
        """Hold the texts that were not looked at yet against the open goals; whether one was met."""
        readings = self._session.experience.readings
        found = False
        for number in range(self._seen, len(readings)):
            own = []
            for index, goal in enumerate(self._suite.goals.goals):
                if await self._realiser.meets(goal.aim, readings[number]):
                    own.append(index)
                    self._suite.all_met.setdefault(index, []).append(number)
                    found |= index not in self._suite.met
                    self._suite.met.setdefault(index, number)
            if self._kept is not None:
                await self._kept(number, readings[number], own)
        self._seen = len(readings)
        if found:
            self._listener(Progress(len(self._suite.met), len(self._suite.goals.goals)))
        return found

    def _next(self) -> int | None:
        """The goal to write for: of those that were tried least, the one that demands most; None where none is left."""
        suite = self._suite
        left = [
            index
            for index in suite.open
            if index not in suite.given_up and suite.tried.get(index, 0) < self._patience(index)
        ]
        if not left:
            return None
        return min(left, key=lambda index: (self._suite.tried.get(index, 0), -self._hardness(index), index))

    def _patience(self, index: int) -> int:
        """How many texts are written for a goal: more for one whose demands are not likely to be met all at once."""
        expected = min(0.999, self._session.experience.expected(self._cubes.get(index, ())))
        wanted = math.ceil(math.log(HOPELESS) / math.log1p(-expected)) if expected > 0 else PATIENT * self._effort.tries
        return max(self._effort.tries, min(wanted, PATIENT * self._effort.tries))

    def _hardness(self, index: int) -> float:
        """What its demands cost, as far as they are known without working its cube out."""
        goal = self._suite.goals.goals[index]
        price = self._session.experience.price
        return sum(price(one.clause, one.value) for one in self._cubes.get(index, goal.aim.wanted))

    async def _try(self, index: int) -> None:
        """One call of the writer for a goal."""
        suite, goal = self._suite, self._suite.goals.goals[index]
        tried = suite.tried.get(index, 0)
        demands = await self._realiser.demands(goal.aim)
        if demands is None or (tried >= self._effort.tries and self._hopeless(demands)):
            suite.given_up.add(index)
            return
        self._cubes[index] = demands
        wishes = await self._wishes(goal, demands) if tried == 0 else ()
        misses = self._near(demands)
        before = len(self._session.experience.readings)
        readings = await self._session.write(demands, misses, self._effort.proposals, tried, wishes=wishes)
        suite.tried[index] = tried + max(1, len(readings))
        suite.empty[index] = 0 if len(self._session.experience.readings) > before else suite.empty.get(index, 0) + 1
        if suite.empty[index] == EMPTY:
            suite.given_up.add(index)
        await self.look()
        if index not in suite.met and readings:
            await self._realiser.narrow(goal.aim, demands)

    def _near(self, demands: Sequence[Wanted]) -> list[Miss]:
        """The texts that come nearest to some demands, the nearest last: whatever they were written for."""
        readings = self._session.experience.readings
        scored = [(sum(met(one, reading) for one in demands), number) for number, reading in enumerate(readings)]
        best = sorted(scored)[-NEAREST:]
        return [self._session.miss(readings[number], demands) for score, number in best if score]

    def _hopeless(self, demands: Sequence[Wanted]) -> bool:
        """Whether even the best cube of a goal needs what is not realised together."""
        return any(one <= frozenset(demands) for one in self._session.experience.avoid)

    async def _wishes(self, goal: CoverGoal, demands: Sequence[Wanted]) -> tuple[Wanted, ...]:
        """What else is demanded of the text: what meets as many other open goals as can be."""
        space = self._session.space
        if space.worlds is None or not self._effort.wishes:
            return ()
        weights = self._weights()
        needed = {one.clause for one in demands}
        aim = self._realiser.avoiding(Aim(None, (*goal.aim.wanted, *demands), goal.aim.node))
        named = tuple(dict.fromkeys(clause for clause, _ in weights))
        world = space.heaviest(aim, lambda clause, value: weights.get((clause, value), 0.0), named)
        if world is None:
            return ()
        worth = {one: weights.get((one.clause, one.value), 0.0) for one in world if one.clause not in needed}
        wished = sorted((one for one in worth if worth[one] > 0), key=lambda one: -worth[one])
        return tuple(wished[: self._effort.wishes])

    def _weights(self) -> dict[tuple[str, Value | None], float]:
        """How much of the open goals each value is: of a goal with two demands, half a goal each."""
        weights: dict[tuple[str, Value | None], float] = {}
        for index in self._suite.open:
            wanted = self._cubes.get(index) or self._suite.goals.goals[index].aim.wanted
            tired = 0.5 ** self._suite.tried.get(index, 0)
            for one in wanted:
                key = (one.clause, one.value)
                weights[key] = weights.get(key, 0.0) + tired / len(wanted)
        return weights
