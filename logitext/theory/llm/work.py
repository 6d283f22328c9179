"""The one thread in which calls are made, with an event loop of its own.

A check may be started from any thread, and each `Policy.check` brings a loop of its own that ends with it; connections
cannot outlive their loop. So calls are made here, whoever asks: there is one pool of connections, and what limits calls
counts all of them.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import ctypes
import os
import threading
import weakref
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class WorkThread:
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

    def send(self, errand: _Errand) -> None:
        """Have an errand begun in the thread."""
        _outbox(self.loop()).put(errand.begin)

    def recall(self, errand: _Errand) -> None:
        """Have an errand ended in the thread."""
        _outbox(self.loop()).put(errand.cancel)

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
        self.work = WorkThread()

    def in_child(self) -> None:
        self.work.never_ends()
        self.work = WorkThread()


_process = _Process()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.in_child)


def work() -> WorkThread:
    """The thread of this process. What belongs to another's loop is gone with it."""
    return _process.work


async def there(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine gives that runs in the thread; to cancel this cancels it there."""
    here = asyncio.get_running_loop()
    errand = _Errand(make, contextvars.copy_context(), here.create_future(), _outbox(here))
    sent_to = work()
    sent_to.send(errand)
    try:
        result: T = await errand.reply
    except asyncio.CancelledError:
        sent_to.recall(errand)
        raise
    return result


class _Errand:
    """Something to be done in the thread for a task of another loop."""

    __slots__ = ("context", "make", "outbox", "recalled", "reply", "task")

    def __init__(
        self,
        make: Callable[[], Coroutine[Any, Any, Any]],
        context: contextvars.Context,
        reply: asyncio.Future[Any],
        outbox: _Box,
    ) -> None:
        self.make, self.context, self.reply, self.outbox = make, context, reply, outbox
        self.task: asyncio.Task[Any] | None = None
        self.recalled = False

    def begin(self) -> None:
        """Start it; in the thread."""
        if self.recalled:
            return
        self.task = asyncio.get_running_loop().create_task(self.make(), context=self.context)
        self.task.add_done_callback(lambda _: self.outbox.put(self.tell))

    def cancel(self) -> None:
        """End it; in the thread."""
        self.recalled = True
        if self.task is not None:
            self.task.cancel()

    def tell(self) -> None:
        """Give the outcome of the call to its caller, in the loop that the caller runs in."""
        task, reply = self.task, self.reply
        assert task is not None
        if task.cancelled():
            reply.cancel()
            return
        error = task.exception()
        if reply.done():
            return
        if error is None:
            reply.set_result(task.result())
        else:
            reply.set_exception(error)


class _Box:
    """What another thread wants a loop to do. However much it is, the loop is woken once for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        # By a weak reference, as boxes are kept by their loops.
        self._loop = weakref.ref(loop)
        self._things: deque[Callable[[], None]] = deque()
        self._woken = False

    def put(self, thing: Callable[[], None]) -> None:
        """Have this done in the loop; from any thread. Nothing happens where the loop has ended."""
        self._things.append(thing)
        if self._woken:  # it is seen to when the loop comes to it, as it lets go of the bell first
            return
        self._woken = True
        loop = self._loop()
        try:
            if loop is None:
                raise RuntimeError("the loop is gone")
            loop.call_soon_threadsafe(self._empty)
        except RuntimeError:
            self._woken = False
            self._things.clear()

    def _empty(self) -> None:
        self._woken = False
        try:
            while self._things:
                self._things.popleft()()
        finally:
            if self._things:  # what one of them raises is not to keep the others
                self.put(self._things.pop())


_boxes: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Box] = weakref.WeakKeyDictionary()


def _outbox(loop: asyncio.AbstractEventLoop) -> _Box:
    """The box of a loop."""
    found = _boxes.get(loop)
    if found is None:
        found = _boxes[loop] = _Box(loop)
    return found
