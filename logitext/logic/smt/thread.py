"""The one thread that touches Z3, and objects that live in it. Importing this module does not import Z3.

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
import weakref
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar

from logitext.no_loop import is_running

MAX_RESIDENTS = 16
"""Objects that live in the thread at the same time: a solver takes about 20 MB, however small its policy is."""

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")


class LogicError(RuntimeError):
    """The solver failed; the message is its own."""


class SolverThread:
    """A thread that runs functions one after another. It starts with the first, and is a daemon."""

    def __init__(self) -> None:
        # SimpleQueue, because a finaliser may post while its thread is inside put(): this one is reentrant.
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.busy = threading.Lock()  # held while a function runs
        self.residents: OrderedDict[_Box[Any], None] = OrderedDict()  # touched in the thread alone; latest use last

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `function(*args, **kwargs)` in the thread. Arguments and result must be plain values."""
        if self._thread is None:
            self._start()
        future: Future[T] = Future()
        self._jobs.put(partial(_perform, partial(function, *args, **kwargs), future))
        return future

    def post(self, function: Callable[[], object]) -> None:
        """Run the function some time, if the thread runs at all; for finalisers, from any thread."""
        self._jobs.put(partial(_perform, function, None))

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
                job()
            del job


def _perform(function: Callable[[], T], future: Future[T] | None) -> None:
    if future is not None and not future.set_running_or_notify_cancel():
        return
    try:
        result = function()
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


# --- the thread of a process ---------------------------------------------------------------------------------------


class _Process:
    """The solver's thread of this process. A forked child gets its own, as the parent's thread is not there."""

    def __init__(self) -> None:
        self.thread = SolverThread()
        self._abandoned: list[SolverThread] = []

    def before(self) -> None:
        # A fork in the middle of Z3's work would leave the child with locks that nobody is there to open.
        self.thread.busy.acquire()

    def in_parent(self) -> None:
        self.thread.busy.release()

    def in_child(self) -> None:
        self._abandoned.append(self.thread)  # never freed, as another thread made what its queue holds
        self.thread = SolverThread()


_process = _Process()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_process.before, after_in_parent=_process.in_parent, after_in_child=_process.in_child)


def solver_thread() -> SolverThread:
    """The solver's thread of this process. What was made in another process' thread is gone with it."""
    return _process.thread


async def settled(future: Future[T]) -> T:
    """The result of a future. Without an event loop in this thread nothing else waits for it, and it blocks."""
    if not is_running():
        return future.result()
    import asyncio  # noqa: PLC0415  # `lint` has no event loop, and comes no further

    return await asyncio.wrap_future(future)


# --- objects that live in it ---------------------------------------------------------------------------------------


class Resident(Generic[S]):
    """An object that lives in the solver's thread: `make` makes it there, at the first request of each process.

    It is freed there too: some time after its resident is, or when `MAX_RESIDENTS` others have been used since; then
    the next request makes it again. So no request may rely on what an earlier one left. `make` must not hold the
    resident.
    """

    def __init__(self, make: Callable[[], S]) -> None:
        self._make = make
        self._boxes: dict[SolverThread, _Box[S]] = {}

    async def run(self, request: Callable[[S], T]) -> T:
        """What `request` returns for the object; it runs in the thread and takes and gives plain values only."""
        thread = solver_thread()
        box = self._boxes.get(thread)
        if box is None:  # the first request, or the first in a forked child
            own: _Box[S] = _Box(self._make, thread.residents)
            box = self._boxes.setdefault(thread, own)  # another thread may have been faster
            if box is own:
                weakref.finalize(self, thread.post, own.empty)
        return await settled(thread.submit(box.run, request))


class _Box(Generic[S]):
    """Holds an object of the solver's thread. The box may be freed anywhere, as the thread empties it before."""

    def __init__(self, make: Callable[[], S], residents: OrderedDict[_Box[Any], None]) -> None:
        self._make = make
        self._residents = residents
        self._content: S | None = None

    def run(self, request: Callable[[S], T]) -> T:
        if self._content is None:
            self._content = self._make()
            self._residents[self] = None
            if len(self._residents) > MAX_RESIDENTS:
                next(iter(self._residents)).empty()
        self._residents.move_to_end(self)
        return request(self._content)

    def empty(self) -> None:
        self._content = None
        self._residents.pop(self, None)
