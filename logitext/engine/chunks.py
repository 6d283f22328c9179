"""Results of many items, a few at a time: those that need no waiting one after the other, the others side by side."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from logitext.engine.many import in_order

T = TypeVar("T")
R = TypeVar("R")

SLICE = 0.005
"""Seconds after which the results so far are given: whoever waits for the first should not wait for the others."""


@dataclass(frozen=True, slots=True)
class Rest(Generic[R]):
    """What is still to be done for an item; `waits` says that others should be begun meanwhile, and all after it."""

    work: Callable[[], Coroutine[Any, Any, R]]
    waits: bool


async def chunks(
    items: Iterable[T] | AsyncIterable[T], begin: Callable[[T], R | Rest[R]], concurrency: int
) -> AsyncGenerator[Sequence[R], None]:
    """The result of each item, in their order, in lists of at most `concurrency`.

    `begin` gives a result, or what is still to be done. Items are taken as they are needed; what `items` or the work
    raise is raised in its turn, after the results before it. Whoever stops listening cancels what is in work.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency must be 1 or more, not {concurrency}")
    source = _source(items)
    most = 1 if isinstance(items, AsyncIterable) else concurrency  # no result waits for an item that is still to come
    rest: Rest[R] | None = None
    until = time.perf_counter() + SLICE
    while rest is None:
        found: list[R] = []
        failure: BaseException | None = None
        while len(found) < most and (not found or time.perf_counter() < until):
            try:
                begun = begin(await anext(source))
            except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # raised below, after the results before it
                failure = error
                break
            if isinstance(begun, Rest):
                rest = begun
                break
            found.append(begun)
        if found:
            yield found
        if isinstance(failure, StopAsyncIteration):
            return
        if failure is not None:
            raise failure
        if rest is not None and not rest.waits:
            yield [await rest.work()]
            rest = None
        if time.perf_counter() >= until:
            await asyncio.sleep(0)  # others may have something to do
            until = time.perf_counter() + SLICE

    async def work(item: T | Rest[R]) -> R:
        begun = item if isinstance(item, Rest) else begin(item)
        return await begun.work() if isinstance(begun, Rest) else begun

    results = in_order(_after(rest, source), work, concurrency)
    async with contextlib.aclosing(results):
        async for result in results:
            yield [result]


async def _after(first: R, others: AsyncIterator[T]) -> AsyncIterator[R | T]:
    yield first
    async for item in others:
        yield item


async def _source(items: Iterable[T] | AsyncIterable[T]) -> AsyncIterator[T]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item
