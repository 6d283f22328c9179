"""The sync face of what is async: runs a coroutine to its end from ordinary code, in a notebook too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from logitext.no_loop import in_thread, is_running

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T], on_interrupt: Callable[[], None] | None = None) -> T:
    """The coroutine's result.

    On Ctrl-C while it waits, `on_interrupt` is called, the coroutine is cancelled and what it then returns is the
    result; without `on_interrupt`, or if it does not return, KeyboardInterrupt goes on. Where an event loop already
    runs in this thread (a notebook), the coroutine runs in a thread of its own.
    """
    return in_thread(lambda: _run_here(coroutine, None)) if is_running() else _run_here(coroutine, on_interrupt)


def iterate(results: AsyncGenerator[T, None]) -> Iterator[T]:
    """What an asynchronous generator gives, one after another, as an ordinary iterator.

    All of it runs in one event loop, which works while the next result is waited for. Where an event loop already runs
    in this thread, it is in a thread of its own.
    """
    loop = asyncio.new_event_loop()
    if not is_running():
        yield from _iterate(loop, results, lambda function, *args: function(*args))
        return
    with ThreadPoolExecutor(1, "logitext-check") as thread:
        yield from _iterate(loop, results, lambda function, *args: thread.submit(function, *args).result())


def _iterate(
    loop: asyncio.AbstractEventLoop, results: AsyncGenerator[T, None], call: Callable[..., Any]
) -> Iterator[T]:
    async def following() -> T | None:
        return await anext(results, None)

    try:
        while (result := call(loop.run_until_complete, following())) is not None:
            yield result
    finally:  # also when nobody wants the rest, or on Ctrl-C: what is in work is cancelled
        call(_close, loop)


def _run_here(coroutine: Coroutine[Any, Any, T], on_interrupt: Callable[[], None] | None) -> T:
    # Not asyncio.run: it turns the first Ctrl-C into a cancellation even while a theory waits for a person's input,
    # which then goes on waiting. Without its handler KeyboardInterrupt is raised where Python is.
    loop = asyncio.new_event_loop()
    try:
        task = loop.create_task(coroutine)
        try:
            return loop.run_until_complete(task)
        except KeyboardInterrupt:
            if on_interrupt is not None and not task.done():
                on_interrupt()
            task.cancel()
            try:
                return loop.run_until_complete(task)
            except asyncio.CancelledError:
                raise KeyboardInterrupt from None
    finally:
        _close(loop)


def _close(loop: asyncio.AbstractEventLoop) -> None:
    try:
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        # Before the generators, which a task that was interrupted may still be in.
        loop.run_until_complete(_ended(tasks))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


async def _ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
