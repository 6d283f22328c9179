"""How many calls a server gets at the same time, and how many a minute.

The number in flight starts at half of its upper limit and grows by one with each success. A server that refuses calls
(429, 503) is believed: what it has at work just then is what it takes. That is the limit from then on, and one more is
tried only after a while, which grows with each trial that is refused, so that the number settles. After a timeout the
number is halved. When the server names a time, nothing is sent until then.

Everything here belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Protocol

from logitext.theory.llm.calling import Caps

_MINUTE = 60.0

_FIRST_PATIENCE = 16
"""Successes after which one call more is tried than a server has taken."""
_MOST_PATIENCE = 1024


class Pace(Protocol):
    """A limit of what may be used in a minute."""

    def wait_for(self, amount: int, now: float) -> float: ...


class Window:
    """At most so much in any minute.

    >>> window = Window(10)
    >>> window.wait_for(6, 0.0), window.wait_for(6, 1.0), window.wait_for(4, 1.0)
    (0.0, 59.0, 0.0)
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._used: deque[tuple[float, int]] = deque()
        self._sum = 0

    def wait_for(self, amount: int, now: float) -> float:
        """Take the amount if there is room, and 0; else how many seconds to wait before asking again.

        More than the window holds is taken when it is empty, since it would wait for ever otherwise.
        """
        while self._used and self._used[0][0] <= now - _MINUTE:
            self._sum -= self._used.popleft()[1]
        if not self._used or self._sum + amount <= self.most:
            self._used.append((now, amount))
            self._sum += amount
            return 0.0
        return self._used[0][0] + _MINUTE - now


class Slot:
    """The place of one call among those in flight."""

    __slots__ = ("_limiter", "_tokens")

    def __init__(self, limiter: Limiter, tokens: int) -> None:
        self._limiter = limiter
        self._tokens = tokens

    async def __aenter__(self) -> None:
        await self._limiter.enter(self._tokens)

    async def __aexit__(self, *raised: object) -> None:
        self._limiter.leave()


class Limiter:
    """Lets calls through to one server. `limit` is how many may be in flight now, `served` how many came back well."""

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.limit = max(caps.least, (caps.concurrency + 1) // 2)
        self.in_flight = 0
        self.served = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._not_before = 0.0
        self._halved = 0.0
        self._settled: int | None = None  # what the server takes, as far as is known; None: nothing says so
        self._well = 0  # successes since the limit was last moved: up to it, or above what is settled
        self._patience = _FIRST_PATIENCE
        self._requests: Pace | None = None if caps.requests_a_minute is None else Window(caps.requests_a_minute)
        self._tokens: Pace | None = None if caps.tokens_a_minute is None else Window(caps.tokens_a_minute)

    def pace_by(self, requests: Pace | None, tokens: Pace | None) -> None:
        """Let other limits count calls and tokens in a minute, such as those that several processes share."""
        self._requests, self._tokens = requests, tokens

    def slot(self, tokens: int) -> Slot:
        """Within this, one call is in flight. Waits for its turn, first come first served.

        What came of the call is told within it: `succeeded`, `refused` or `late`.
        """
        return Slot(self, tokens)

    async def enter(self, tokens: int) -> None:
        """Wait for the turn of a call. `leave` is to follow, unless something is raised."""
        await self._enter()
        try:
            await self._pace(tokens)
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """A call is no longer in flight."""
        self.in_flight -= 1
        if self._waiting:
            self._wake()

    def succeeded(self) -> None:
        """A call came back well."""
        self.served += 1
        if self.limit >= self.caps.concurrency:
            return
        if self._settled is None:
            self._move(self.limit + 1)
        elif self.in_flight > self._settled:
            self._well += 1
            if self._well > self._settled:  # as many as are in flight together: the server takes more than it did
                self._settled, self._patience = None, _FIRST_PATIENCE
                self._move(self.limit + 1)
        elif self.limit <= self._settled:
            self._well += 1
            if self._well >= self._patience:
                self._move(self._settled + 1)

    def refused(self, pause: float | None = None) -> None:
        """The server does not take a call on top of the others that are in flight, and names a time or not."""
        others = self.in_flight - 1
        if self._settled is not None and self.limit > self._settled:
            self._patience = min(2 * self._patience, _MOST_PATIENCE)
        if others > 0:
            self._move(max(self.caps.least, min(self.limit, others)))
            self._settled = self.limit
        else:  # it is not refused for their number
            self._move(max(self.caps.least, self.limit // 2))
            self._settled = None
        self._pause(pause)

    def late(self, started: float, pause: float | None = None) -> None:
        """A call that was sent at a time has no reply in time; of calls in flight together one counts."""
        if started >= self._halved:
            self._halved = time.monotonic()
            self._move(max(self.caps.least, self.limit // 2))
            self._settled = self.limit
        self._pause(pause)

    def _move(self, limit: int) -> None:
        grows, self.limit, self._well = limit > self.limit, limit, 0
        if grows:
            self._wake()

    def _pause(self, seconds: float | None) -> None:
        if seconds is not None:
            self._not_before = max(self._not_before, time.monotonic() + seconds)

    async def _enter(self) -> None:
        if self.in_flight < self.limit and not self._waiting:
            self.in_flight += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the turn came, and nobody takes it
                self.in_flight -= 1
                self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting and self.in_flight < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self.in_flight += 1
                turn.set_result(None)

    async def _pace(self, tokens: int) -> None:
        # It is a time that is waited for, no event, and others may move it meanwhile.
        while self._not_before and (wait := self._not_before - time.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait)
        for window, amount in ((self._requests, 1), (self._tokens, tokens)):
            if window is not None:
                while (wait := window.wait_for(amount, time.monotonic())) > 0:  # noqa: ASYNC110
                    await asyncio.sleep(wait)
