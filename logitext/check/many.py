"""Many documents, some of them at the same time, each result in the order of the documents."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable, Iterator
from typing import Any, Generic, TypeVar

from logitext.theory.protocol import Theory

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 32
"""How many documents are in work where no theory could do with more."""
AHEAD = 16
"""For each document that may be in work, so many results may wait behind a slow one."""


def documents_at_once(theories: Iterable[Theory]) -> int:
    """How many documents are to be in work, so that a theory that limits its calls has as many to do as it takes.

    That is four times its limit: a document that waits for its turn, or for another theory, has no call in flight, and
    at the end the last documents have calls that must wait for each other.
    """
    return max(AT_ONCE, *(4 * theory.concurrency for theory in theories if theory.concurrency is not None), 0)


async def in_order(
    items: Iterable[T] | AsyncIterable[T], work: Callable[[T], Coroutine[Any, Any, R]], concurrency: int
) -> AsyncGenerator[R, None]:
    """What `work` gives for each item, in their order; at most `concurrency` are in work.

    What is finished and waits for a slower item before it is no work, and at most `AHEAD` times as many wait. Items are
    taken as they are needed, so there may be any number of them. Whoever stops listening cancels what is in work. What
    `work` or `items` raise is raised in its turn, after the results before it.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency must be 1 or more, not {concurrency}")
    source = _Items(items)
    bell = _Bell()
    waiting: deque[asyncio.Task[R]] = deque()
    running = 0

    def ended(_: asyncio.Task[R]) -> None:
        nonlocal running
        running -= 1
        bell.ring()

    try:
        while waiting or not source.ended:
            blocked = bool(waiting) and not waiting[0].done()  # else the results at hand are to be taken first
            most = AHEAD * concurrency if blocked else concurrency
            while running < concurrency and len(waiting) < most and source.ready(bell):
                task = asyncio.create_task(work(source.take()))
                running += 1
                task.add_done_callback(ended)
                waiting.append(task)
            if waiting and waiting[0].done():
                yield waiting.popleft().result()
            elif waiting or not source.ended:
                await bell.wait()
        if source.failure is not None:
            raise source.failure
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await source.close()


async def as_they_end(
    items: Iterable[T] | AsyncIterable[T], work: Callable[[T], Coroutine[Any, Any, R]], concurrency: int
) -> AsyncGenerator[R, None]:
    """What `work` gives for each item, as it comes: `in_order` without the order, so that none waits for another."""
    if concurrency < 1:
        raise ValueError(f"concurrency must be 1 or more, not {concurrency}")
    source = _Items(items)
    bell = _Bell()
    running: set[asyncio.Task[R]] = set()
    done: deque[asyncio.Task[R]] = deque()

    def ended(task: asyncio.Task[R]) -> None:
        running.discard(task)
        done.append(task)
        bell.ring()

    try:
        while running or done or not source.ended:
            while not done and len(running) < concurrency and source.ready(bell):
                task = asyncio.create_task(work(source.take()))
                running.add(task)
                task.add_done_callback(ended)
            if done:
                yield done.popleft().result()
            elif running or not source.ended:
                await bell.wait()
        if source.failure is not None:
            raise source.failure
    finally:
        left = list(running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await source.close()


class _Bell:
    """Wakes the one who waits, whenever something has ended since it last waited."""

    def __init__(self) -> None:
        self._rung = False
        self._waiting: asyncio.Future[None] | None = None

    def ring(self) -> None:
        self._rung = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def wait(self) -> None:
        if not self._rung:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        self._rung = False


class _Items(Generic[T]):
    """Items one after the other; of those that are still to come nobody waits while results are there to be given.

    `failure` is what the items raised, which ends them.
    """

    def __init__(self, items: Iterable[T] | AsyncIterable[T]) -> None:
        self._later: AsyncIterator[T] | None = aiter(items) if isinstance(items, AsyncIterable) else None
        self._now: Iterator[T] = iter(()) if isinstance(items, AsyncIterable) else iter(items)
        self._coming: asyncio.Task[T] | None = None
        self._next: list[T] = []
        self.ended = False
        self.failure: Exception | None = None

    def ready(self, bell: _Bell) -> bool:
        """Whether there is an item to take. If it is still to come, the bell rings when it has, or there is none."""
        if not self._next and not self.ended and self._later is None:
            try:
                self._next.append(next(self._now))
            except StopIteration:
                self.ended = True
            except Exception as error:  # noqa: BLE001  # raised by `in_order`, after the results before it
                self.ended, self.failure = True, error
        elif not self._next and not self.ended and self._coming is None and self._later is not None:
            self._coming = asyncio.create_task(_awaited(self._later))
            self._coming.add_done_callback(lambda task: self._came(task, bell))
        return bool(self._next)

    def take(self) -> T:
        """The item that is ready."""
        return self._next.pop()

    async def close(self) -> None:
        """Nobody will take another one."""
        if self._coming is not None:
            self._coming.cancel()
            await asyncio.gather(self._coming, return_exceptions=True)
        close = getattr(self._later, "aclose", None)
        if close is not None:
            await close()

    def _came(self, task: asyncio.Task[T], bell: _Bell) -> None:
        self._coming = None
        if task.cancelled():
            self.ended = True
        elif (error := task.exception()) is None:
            self._next.append(task.result())
        else:
            self.ended = True
            if isinstance(error, Exception) and not isinstance(error, StopAsyncIteration):
                self.failure = error
        bell.ring()


async def _awaited(items: AsyncIterator[T]) -> T:
    return await anext(items)
