"""The one thread in which calls are made, with an event loop of its own.

A check may be started from any thread, and each `Policy.check` brings a loop of its own that ends with it; connections
cannot outlive their loop. So calls are made here, whoever asks: there is one pool of connections, and what limits calls
counts all of them.
"""

from __future__ import annotations

import asyncio
import atexit
import ctypes
import os
import threading
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Work:
    """The thread of this process. It starts with the first call, and is a daemon."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closing: set[Callable[[], Coroutine[Any, Any, None]]] = set()
        self._belongings: weakref.WeakSet[Any] = weakref.WeakSet()

    def loop(self) -> asyncio.AbstractEventLoop:
        """The running loop of the thread."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._run, args=(self._loop,), name="logitext-calls", daemon=True
                )
                self._thread.start()
                atexit.register(self._stop)
            return self._loop

    def at_exit(self, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run this in the thread before the interpreter ends."""
        self._closing.add(close)

    def belongs(self, thing: object) -> None:
        """Remember what must not be touched in a forked child: its end would close what the parent still uses."""
        self._belongings.add(thing)

    def never_ends(self) -> None:
        """Keep the loop and its belongings for ever: nothing of them is closed, not even when a child ends."""
        for thing in (self, *self._belongings):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))

    def post(self, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run this in the thread some time, if it runs at all; for finalisers, from any thread."""
        loop = self._loop
        if loop is not None and loop.is_running():
            loop.call_soon_threadsafe(lambda: loop.create_task(make()))

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()

    def _stop(self) -> None:
        loop, thread = self._loop, self._thread
        if loop is None or thread is None or not thread.is_alive():
            return

        async def close() -> None:
            await asyncio.gather(*(close() for close in self._closing), return_exceptions=True)
            for task in asyncio.all_tasks(loop) - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)
            loop.stop()

        loop.call_soon_threadsafe(lambda: loop.create_task(close()))
        thread.join(timeout=2)
        if not thread.is_alive():
            loop.close()


class _Process:
    """The thread of this process; a forked child gets its own."""

    def __init__(self) -> None:
        self.work = Work()

    def in_child(self) -> None:
        self.work.never_ends()
        self.work = Work()


_process = _Process()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.in_child)


def work() -> Work:
    """The thread of this process. What belongs to another's loop is gone with it."""
    return _process.work


async def there(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine gives that runs in the thread; to cancel this cancels it there."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(make(), work().loop()))
