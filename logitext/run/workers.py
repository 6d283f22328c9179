"""Several processes that decide documents: for policies that are answered from what is at hand, where deciding is work.

Documents go to them in batches, and lines come back, so that what is written is what one process would write.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.reduction import ForkingPickler
from typing import Any

from logitext.check.chunks import Rest
from logitext.run.columns import RunDocument
from logitext.run.decide import Deciding
from logitext.run.job import RunCounts
from logitext.run.outputs import Lines
from logitext.sync import run
from logitext.syntax.diagnostics import ArgumentError, Diagnostic

BATCH = 256
"""Documents that go to a worker at a time."""


class WorkerError(Exception):
    """Raised if a process of a crew is gone."""


@dataclass
class Batch:
    """What became of some documents: the lines for each output, and what is counted.

    `numbers` are those of the documents, each with its mark, and `failed` those that are to be tried again.
    """

    lines: dict[str, list[str]]
    numbers: list[tuple[int, int]] = field(default_factory=list)
    failed: set[int] = field(default_factory=set)
    counts: RunCounts = field(default_factory=RunCounts)


class Worker:
    """Decides batches, in a process of its own. `stop_after`: how many documents of a batch may fail."""

    def __init__(
        self, deciding: Deciding, lines: dict[str, Lines], *, ordered: bool, stop_after: int | None = None
    ) -> None:
        self._deciding = deciding
        self._lines = lines
        self._ordered = ordered
        self._stop_after = stop_after

    def batch(self, documents: Sequence[RunDocument]) -> Batch:
        """What becomes of some documents; the rest is left undone where too many fail."""
        found = Batch({name: [] for name in self._lines})
        for document in documents:
            begun = self._deciding.begin(document)
            outcome = run(begun.work()) if isinstance(begun, Rest) else begun
            found.numbers.append((document.number, document.mark))
            found.counts.add(outcome)
            if outcome.failed:
                found.failed.add(document.number)
            if self._ordered or not outcome.failed:
                for name, of in self._lines.items():
                    found.lines[name] += of(outcome)
            if len(found.failed) == self._stop_after:
                break
        return found


class Crew:
    """The processes. To be closed; `size` is how many they are."""

    def __init__(self, size: int, make: Callable[..., Worker], *arguments: Any) -> None:
        """`make` makes the worker of a process, from arguments that travel there.

        ArgumentError where they cannot.
        """
        self.size = size
        try:
            ForkingPickler.dumps(arguments)
        except Exception as error:  # noqa: BLE001  # whatever an object raises that cannot travel
            raise ArgumentError([_cannot_travel(error)]) from None
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(size, context, initializer=_begin, initargs=(make, arguments))

    async def work(self, documents: Sequence[RunDocument]) -> Batch:
        """What becomes of a batch. WorkerError where a process has ended."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, _batch, documents)
        except BrokenProcessPool:
            raise WorkerError("a worker has ended before its time") from None

    def close(self) -> None:
        """End the processes, after what they are at."""
        self._pool.shutdown(cancel_futures=True)


def batches(documents: Iterable[RunDocument]) -> Iterator[list[RunDocument]]:
    """Documents, as many at a time as go to a worker."""
    items = iter(documents)
    while some := list(islice(items, BATCH)):
        yield some


def _cannot_travel(error: Exception) -> Diagnostic:
    message = f"what the run is given cannot go to other processes: {error}"
    return Diagnostic("NLT623", message, hint="run it with one worker, or name the theory by a spec")


# --- in a worker -------------------------------------------------------------------------------------------------

_workers: list[Worker] = []


def _begin(make: Callable[..., Worker], arguments: Sequence[Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that has started this one
    _workers.append(make(*arguments))


def _batch(documents: Sequence[RunDocument]) -> Batch:
    return _workers[0].batch(documents)
