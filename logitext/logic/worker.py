"""The one thread that touches Z3.

Z3's Python objects may be freed in whatever thread the garbage collector happens to run in, while another thread is
inside the same context: that crashes or hangs. So every Z3 object of a process is made, used and freed in one thread,
and only plain values pass to and from it. Nothing that leaves here (a result, an exception with its frames) may hold
an expression.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple[Callable[..., Any], tuple[Any, ...], "Future[Any] | None"]


class LogicError(RuntimeError):
    """The solver failed; the message is its own."""


class Worker:
    """A thread that runs functions one after another. It starts with the first, and is a daemon.

    `kept` is for the functions that run there: what they keep from one to the next.
    """

    def __init__(self) -> None:
        self.kept: dict[int, Any] = {}
        # SimpleQueue, because a finaliser may post while its thread is inside put(): this one is reentrant.
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.busy = threading.Lock()  # held while a function runs

    def submit(self, function: Callable[..., T], *args: Any) -> Future[T]:
        """Run `function(*args)` in the thread. Arguments and result must be plain values."""
        if self._thread is None:
            self._start()
        future: Future[T] = Future()
        self._jobs.put((function, args, future))
        return future

    def post(self, function: Callable[..., object], *args: Any) -> None:
        """Run it some time, if the thread runs at all; for finalisers, from any thread."""
        self._jobs.put((function, args, None))

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="logitext-z3", daemon=True)
                self._thread.start()
                atexit.register(self._stop)

    def _stop(self) -> None:
        """Let the thread end before the interpreter takes Z3's library from under it."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            with self.busy:
                _perform(*job)
            del job


def _perform(function: Callable[..., Any], args: tuple[Any, ...], future: Future[Any] | None) -> None:
    if future is not None and not future.set_running_or_notify_cancel():
        return
    try:
        result = function(*args)
    except BaseException as error:  # noqa: BLE001  # it is raised again in the thread that waits
        if future is None:
            return
        future.set_exception(_without_frames(error))
    else:
        if future is not None:
            future.set_result(result)


def _without_frames(error: BaseException) -> BaseException:
    """The error without its traceback, whose frames hold expressions; its text is kept as a note."""
    if type(error).__module__.startswith("z3"):
        return LogicError(str(error))
    error.add_note("".join(traceback.format_exception(error)))
    error.__traceback__ = None
    error.__context__ = None
    error.__cause__ = None
    return error


class _Process:
    """The worker of this process. A forked child gets its own, as the parent's thread is not there."""

    def __init__(self) -> None:
        self.worker = Worker()
        self._abandoned: list[Worker] = []

    def before(self) -> None:
        # A fork in the middle of Z3's work would leave the child with locks that nobody is there to open.
        self.worker.busy.acquire()

    def in_parent(self) -> None:
        self.worker.busy.release()

    def in_child(self) -> None:
        self._abandoned.append(self.worker)  # never freed, as another thread made what it holds
        self.worker = Worker()


_process = _Process()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_process.before, after_in_parent=_process.in_parent, after_in_child=_process.in_child)


def worker() -> Worker:
    """The worker of this process. What was compiled in another worker is gone with its thread."""
    return _process.worker
