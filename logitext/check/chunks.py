"""Results of many items, a few at a time: those that need no waiting one after the other, the others side by side."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Sequence,
)
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from logitext.check.many import as_they_end, in_order

T = TypeVar("T")
R = TypeVar("R")

SLICE = 0.005
"""Seconds after which the results so far are given, so that the first ones need not wait for the others."""


@dataclass(frozen=True, slots=True)
class Rest(Generic[R]):
    """What is still to be done for an item; `waits` says that others should be begun meanwhile, and all after it."""

    work: Callable[[], Coroutine[Any, Any, R]]
    waits: bool


async def chunks(
    items: Iterable[T] | AsyncIterable[T],
    begin: Callable[[T], R | Rest[R]],
    concurrency: int,
    *,
    ordered: bool = True,
) -> AsyncGenerator[Sequence[R], None]:
    """The result of each item, in their order, in lists of at most `concurrency`; as they end where not `ordered`.

    `begin` gives a result, or what is still to be done. Items are taken as they are needed; what `items` or the work
    raise is raised in its turn, after the results before it. Whoever stops listening cancels what is in work.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency must be 1 or more, not {concurrency}")
    source: Iterator[T] | AsyncIterator[T] = aiter(items) if isinstance(items, AsyncIterable) else iter(items)
    try:
        rest: Rest[R] | None = None
        async with contextlib.aclosing(_begun(source, begin, concurrency)) as several:
            async for found in several:
                if isinstance(found, Rest):
                    rest = found
                else:
                    yield found
        if rest is None:
            return

        async def work(item: T | Rest[R]) -> R:
            begun = item if isinstance(item, Rest) else begin(item)
            return await begun.work() if isinstance(begun, Rest) else begun

        following: Iterable[T | Rest[R]] | AsyncIterable[T | Rest[R]]
        following = _after(rest, source) if isinstance(source, AsyncIterator) else itertools.chain((rest,), source)
        results = (in_order if ordered else as_they_end)(following, work, concurrency)
        async with contextlib.aclosing(results):
            async for result in results:
                yield [result]
    finally:
        if isinstance(source, AsyncGenerator):
            await source.aclose()


async def _begun(
    source: Iterator[T] | AsyncIterator[T], begin: Callable[[T], R | Rest[R]], concurrency: int
) -> AsyncGenerator[Sequence[R] | Rest[R], None]:
    """Results as long as nothing waits; in the end, what is still to be done for the first item that does."""
    most = 1 if isinstance(source, AsyncIterator) else concurrency  # no result waits for an item that is still to come
    until = time.perf_counter() + SLICE
    while True:
        found: list[R] = []
        failure: BaseException | None = None
        rest: Rest[R] | None = None
        while len(found) < most and (not found or time.perf_counter() < until):
            try:
                begun = begin(await anext(source) if isinstance(source, AsyncIterator) else next(source))
            except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # raised below, after the results before it
                failure = error
                break
            if isinstance(begun, Rest):
                rest = begun
                break
            found.append(begun)
        if found:
            yield found
        if isinstance(failure, StopIteration | StopAsyncIteration):
            return
        if failure is not None:
            raise failure
        if rest is not None and rest.waits:
            yield rest
            return
        if rest is not None:
            yield [await rest.work()]
        if time.perf_counter() >= until:
            await asyncio.sleep(0)  # others may have something to do
            until = time.perf_counter() + SLICE


async def _after(first: R, others: AsyncIterator[T]) -> AsyncIterator[R | T]:
    yield first
    async for item in others:
        yield item
