"""Several processes that decide documents: for policies that are answered from what is at hand, where deciding is work.

Documents go to them in batches, and lines come back, so that what is written is what one process would write.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.reduction import ForkingPickler
from typing import Any, Protocol, TypeAlias

from logitext.check.chunks import Rest, chunks
from logitext.check.many import as_they_end, in_order
from logitext.run.asking import RunStop
from logitext.run.columns import RunDocument
from logitext.run.decide import Deciding
from logitext.run.job import JobOutcome, RunCounts
from logitext.run.outputs import Lines
from logitext.run.reading import DocumentReading
from logitext.sync import run
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError

RunSpent: TypeAlias = tuple[int, float]
"""The tokens and the money that earlier commands have spent on a run."""

BATCH = 256
"""Documents that go to a worker at a time."""


class WorkerError(Exception):
    """Raised if a process of a crew is gone."""


@dataclass
class Batch:
    """What became of some documents: the lines for each output, and what is counted.

    `numbers` are those of the documents, each with its mark, and `failed` those that are to be tried again. The batch
    is `unfinished` where documents of it are left to be decided by a later command. Of a cluster it also says how many
    records were read, the `problems` of bad ones, how the run is to end (`stopped`: the kind and the reason), and what
    is wrong with all of the data (`error`).
    """

    lines: dict[str, list[str]]
    numbers: list[tuple[int, int]] = field(default_factory=list)
    failed: set[int] = field(default_factory=set)
    counts: RunCounts = field(default_factory=RunCounts)
    unfinished: bool = False
    read: int = 0
    problems: list[Diagnostic] = field(default_factory=list)
    stopped: tuple[str, str] | None = None
    error: InputError | None = None


class Worker:
    """Decides batches, in a process of its own. `stop_after`: how many documents of a batch may fail.

    Where calls are waited for, `at_once` documents are in work; they end where `stop` says so. `ended` is called after
    each batch.
    """

    def __init__(
        self,
        deciding: Deciding,
        lines: dict[str, Lines],
        *,
        ordered: bool,
        stop_after: int | None = None,
        at_once: int | None = None,
        stop: RunStop | None = None,
        ended: Callable[[], object] = bool,
    ) -> None:
        self._deciding = deciding
        self._lines = lines
        self._ordered = ordered
        self._stop_after = stop_after
        self._at_once = at_once
        self._stop = stop or RunStop()
        self._ended = ended

    def batch(self, documents: Sequence[RunDocument]) -> Batch:
        """What becomes of some documents; the rest is left undone where too many fail, or a limit of the run is met."""
        found = Batch({name: [] for name in self._lines})
        if self._at_once is not None:
            run(self._side_by_side(documents, self._at_once, found))
            self._ended()
            return found
        for document in documents:
            begun = self._deciding.begin(document)
            outcome = run(begun.work()) if isinstance(begun, Rest) else begun
            self._add(found, outcome)
            if found.unfinished:
                break
        return found

    async def _side_by_side(self, documents: Sequence[RunDocument], at_once: int, found: Batch) -> None:
        async for several in chunks(documents, self._deciding.begin, at_once, ordered=self._ordered):
            for outcome in several:
                self._add(found, outcome)
        if self._stop.reason is not None:
            found.stopped = self._stop.kind or "limit", self._stop.reason

    def _add(self, found: Batch, outcome: JobOutcome) -> None:
        if outcome.over or (self._ordered and found.unfinished):
            found.unfinished = True
            return
        found.numbers.append((outcome.document.number, outcome.document.mark))
        found.counts.add(outcome)
        if outcome.failed:
            found.failed.add(outcome.document.number)
        if self._ordered or not outcome.failed:
            for name, of in self._lines.items():
                found.lines[name] += of(outcome)
        if self._stop_after is not None and len(found.failed) >= self._stop_after:
            found.unfinished = True


class Crew(Protocol):
    """Processes that decide batches, and are to be closed."""

    def results(
        self, documents: Callable[[], Iterator[RunDocument]], reading: DocumentReading, *, ordered: bool
    ) -> AsyncGenerator[Batch, None]:
        """What becomes of the documents, batch by batch; where they are read elsewhere, `reading` says which they are.

        WorkerError where a process has ended and cannot be replaced.
        """

    def stop(self) -> None:
        """Have no more read, as the run is to end."""

    def close(self) -> None:
        """End the processes, after what they are at."""


class Processes:
    """A crew on this machine. `size` is how many they are."""

    def __init__(self, size: int, make: Callable[..., Worker], *arguments: Any) -> None:
        """`make` makes the worker of a process, from arguments that travel there.

        ArgumentError where they cannot.
        """
        self.size = size
        try:
            ForkingPickler.dumps(arguments)
        except Exception as error:  # noqa: BLE001  # whatever an object raises that cannot travel
            raise ArgumentError([cannot_travel(error)]) from None
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(size, context, initializer=_begin, initargs=(make, arguments))

    def results(
        self, documents: Callable[[], Iterator[RunDocument]], reading: DocumentReading, *, ordered: bool
    ) -> AsyncGenerator[Batch, None]:
        """What becomes of the documents, batch by batch."""
        at_once = in_order if ordered else as_they_end
        return at_once(batches(documents()), self.work, 2 * self.size)

    async def work(self, documents: Sequence[RunDocument]) -> Batch:
        """What becomes of a batch. WorkerError where a process has ended."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, _batch, documents)
        except BrokenProcessPool:
            raise WorkerError("a worker has ended before its time") from None

    def stop(self) -> None:
        """Nothing: the documents end when the run does."""

    def close(self) -> None:
        """End the processes, after what they are at."""
        self._pool.shutdown(cancel_futures=True)


def batches(documents: Iterable[RunDocument]) -> Iterator[list[RunDocument]]:
    """Documents, as many at a time as go to a worker."""
    items = iter(documents)
    while some := list(islice(items, BATCH)):
        yield some


def cannot_travel(error: Exception) -> Diagnostic:
    """That what a run is given stays in its process."""
    message = f"what the run is given cannot go to other processes: {error}"
    return Diagnostic("NLT623", message, hint="run it with one worker, or name the theory by a spec")


# --- in a worker -------------------------------------------------------------------------------------------------

_workers: list[Worker] = []


def _begin(make: Callable[..., Worker], arguments: Sequence[Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that has started this one
    _workers.append(make(*arguments))


def _batch(documents: Sequence[RunDocument]) -> Batch:
    return _workers[0].batch(documents)
