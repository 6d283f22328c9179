"""Documents that wait for room within the limits of a run: the earliest in the data has the next turn."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from typing import NamedTuple


class TurnOutcome(NamedTuple):
    """What came of asking: which limit of the run did not allow all of it, if any, and whether a call was made."""

    refusal: str | None
    called: bool


class Turns:
    """Lets documents ask while there is room. Calls under way set more aside than they take, so room comes back."""

    def __init__(self, goes_on: Callable[[], bool], end: Callable[[str], object]) -> None:
        """`goes_on` tells whether the run does; `end` ends it, as a limit is met that nothing can make room for."""
        self._goes_on = goes_on
        self._end = end
        self._asking = 0
        self._through = 0  # how many have asked all that they had to
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._counter = itertools.count()

    async def take(self, number: int, ask: Callable[[], Awaitable[TurnOutcome]]) -> None:
        """Have the document of this number ask until it could ask for all, or the run ends.

        Who comes while others wait, waits with them: otherwise those that were refused first would be passed by, and
        what is written in the order of the data would stop at them.
        """
        waits = bool(self._waiting)
        try:
            while True:
                if waits and self._asking:
                    await self._turn(number)
                before = self._through
                self._asking += 1
                try:
                    attempt = await ask()
                finally:
                    self._asking -= 1
                if attempt.refusal is None or not self._goes_on():
                    self._through += 1
                    return
                if not (self._asking or attempt.called or self._through > before):  # nobody had set anything aside
                    self._end(attempt.refusal)
                    return
                waits = True
        finally:
            self._wake()

    async def _turn(self, number: int) -> None:
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (number, next(self._counter), turn))
        await turn

    def _wake(self) -> None:
        """Let the next one try: one has ended, and what it had set aside is free."""
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
