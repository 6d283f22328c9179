"""Many documents, some of them at the same time, each result in the order of the documents."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def in_order(
    items: Iterable[T] | AsyncIterable[T], work: Callable[[T], Coroutine[Any, Any, R]], concurrency: int
) -> AsyncGenerator[R, None]:
    """What `work` gives for each item, in their order; at most `concurrency` are in work or wait to be taken.

    Items are taken as they are needed, so there may be any number of them. Whoever stops listening cancels what is in
    work. What `work` or `items` raise is raised in its turn, after the results before it.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency must be 1 or more, not {concurrency}")
    waiting: deque[asyncio.Task[R]] = deque()
    source = _source(items)
    failure: Exception | None = None
    more = True
    try:
        while more or waiting:
            while more and len(waiting) < concurrency:
                try:
                    item = await anext(source)
                except StopAsyncIteration:
                    more = False
                except Exception as error:  # noqa: BLE001  # raised below, after the results before it
                    failure, more = error, False
                else:
                    task = asyncio.create_task(work(item))
                    waiting.append(task)
            if waiting:
                result = await waiting[0]
                _ = waiting.popleft()
                yield result
        if failure is not None:
            raise failure
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _source(items: Iterable[T] | AsyncIterable[T]) -> AsyncIterator[T]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item
