"""The run: records of the data into outcomes, outcomes into files, so that whatever ends it loses nothing.

A document counts once its lines are in the outputs *and* the state says so. What is found behind that, when a run goes
on, is cut off and decided again, from answers that are kept: see `kept`.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from logitext.check.chunks import chunks
from logitext.run.asking import RunStop
from logitext.run.columns import Columns, RunDocument
from logitext.run.data.sources import Data
from logitext.run.decide import Deciding
from logitext.run.folder import Folder, RunState
from logitext.run.job import Job, JobOutcome, RunCounts
from logitext.run.kept import KeptAnswers
from logitext.run.reading import DocumentReading, changed
from logitext.run.workers import Batch, Crew, WorkerError
from logitext.syntax.diagnostics import Diagnostic

COMMIT = 0.1
"""Seconds after which it is kept again how far the run is."""
SYNC = 10.0
"""Seconds after which all of it is made to reach the disk."""

Begin = Callable[[RunDocument], Any]
TellCounts = Callable[[RunCounts, float | None], None]


class Writes(Protocol):
    """Where the lines of an output go."""

    def put(self, outcome: JobOutcome) -> None: ...
    def add(self, lines: Sequence[str]) -> None: ...
    def flush(self) -> int: ...
    def sync(self) -> None: ...


@dataclass
class Run:
    """A run at work. `folder` is None where it keeps nothing, and `only` names the documents that it is about.

    `on_bad`: whether a bad record is a row that says so (`skip`), or ends the run. `stop_after`: how many documents
    may fail. `stop` is how others end it. Where there is a `crew`, its processes decide.
    """

    jobs: Sequence[Job]
    data: Data
    columns: Columns
    outputs: Mapping[str, Writes]
    state: RunState
    deciding: Deciding
    stop: RunStop
    concurrency: int
    ordered: bool = True
    streams: bool = False
    on_bad: str = "skip"
    stop_after: int | None = None
    folder: Folder | None = None
    kept: KeptAnswers | None = None
    tell: TellCounts | None = None
    tell_bad: Callable[[Diagnostic], None] | None = None
    only: frozenset[int] | None = None
    put: Callable[[JobOutcome], None] | None = None
    crew: Crew | None = None
    _committed: float = field(default=0.0, init=False)
    _synced: float = field(default=0.0, init=False)
    _failures: int = field(default=0, init=False)
    _lost: bool = field(default=False, init=False)
    _reading: DocumentReading = field(init=False)

    def __post_init__(self) -> None:
        policies = [job.program.policy for job in self.jobs]
        self._reading = DocumentReading(self.columns, policies, self.state.done, self.on_bad, self.only)

    async def work(self) -> None:
        """Decide what is left. InputError where the data, or an output, fails; the state says how far it came."""
        self._synced = self._committed = time.monotonic()
        try:
            if self.crew is not None:
                await self._by_crew(self.crew)
            else:
                await self._here()
            if self.stop.reason is None and self.only is None:
                self._check_end()
                self.state.ended = True
        except OSError as error:
            self.stop.request("disk", error.strerror or str(error))
        except WorkerError as error:
            self.stop.request("worker", str(error))
        finally:
            if self.stop.kind != "disk":
                self._commit(sync=True)

    # --- within

    async def _here(self) -> None:
        items: Any = self._documents()
        if self.streams:
            items = _in_thread(items)
        results = chunks(items, self.deciding.begin, self.concurrency, ordered=self.ordered)
        async with contextlib.aclosing(results):
            async for several in results:
                for outcome in several:
                    self._take(outcome)
                self._commit_if_due()

    async def _by_crew(self, crew: Crew) -> None:
        results = crew.results(self._documents, self._reading, ordered=self.ordered)
        async with contextlib.aclosing(results):
            async for batch in results:
                self._take_batch(batch)
                self._commit_if_due()
                if self.stop.reason is not None:
                    crew.stop()

    def _take_batch(self, batch: Batch) -> None:
        """Add what became of several documents, decided by another process."""
        self._reading.read = max(self._reading.read, batch.read)
        if self.tell_bad is not None:
            for problem in batch.problems:
                self.tell_bad(problem)
        if self.ordered and self._lost:
            return  # what comes after a document that is left undone is decided again, too
        self._lost = batch.unfinished
        for name, output in self.outputs.items():
            output.add(batch.lines[name])
        for number, mark in batch.numbers:
            self.state.done.add(number, mark)
        self.state.counts.merge(batch.counts)
        self._fail(batch.failed)
        if batch.stopped is not None:
            self.stop.request(*batch.stopped)
        if batch.error is not None:
            raise batch.error

    def _documents(self) -> Iterator[RunDocument]:
        """The documents that are still to be decided, each as it is wanted."""
        for document in self._reading.documents(self.data, lambda: self.stop.reason is not None):
            if document.problem is not None and self.tell_bad is not None:
                self.tell_bad(document.problem)
            yield document

    def _check_end(self) -> None:
        if self._reading.read < self.state.done.last:
            raise changed("it ends before the records that were decided")

    def _take(self, outcome: JobOutcome) -> None:
        """Add what became of a document, unless a limit ended it before its time."""
        if outcome.over or (self.stop.kind in ("limit", "disk", "failures") and outcome.failed):
            self._lost = True
            return
        if self.ordered and self._lost and self.put is None:
            return  # what comes after one that is to be decided again is decided again, too
        if self.put is not None:
            self.put(outcome)
            return
        # What has run past, or is printed, is not tried again.
        if self.ordered or self.streams or self.folder is None or not outcome.failed:
            for output in self.outputs.values():
                output.put(outcome)
        state, number = self.state, outcome.document.number
        state.done.add(number, outcome.document.mark)
        state.counts.add(outcome)
        if outcome.failed:
            self._fail({number})

    def _fail(self, numbers: Collection[int]) -> None:
        """Documents failed; too many end the run."""
        self.state.failed.update(numbers)
        self._failures += len(numbers)
        if self.stop_after is not None and self._failures >= self.stop_after:
            self.stop.request("failures", f"{self._failures} documents failed")

    def _commit_if_due(self) -> None:
        now = time.monotonic()
        if now - self._committed >= COMMIT:
            self._commit(sync=now - self._synced >= SYNC)

    def _commit(self, *, sync: bool) -> None:
        """Keep how far the run is."""
        for name, output in self.outputs.items():
            self.state.sizes[name] = output.flush()
        now = self._committed = time.monotonic()
        if sync:
            self._synced = now
            if self.folder is not None:
                for output in self.outputs.values():
                    output.sync()
                if self.kept is not None:
                    self.kept.sync()
        if self.folder is not None and self.only is None:
            self.folder.keep(self.state, sync=sync)
            if self.kept is not None and sync:
                done, failed = self.state.done, self.state.failed
                self.kept.forget(lambda number: number not in done or number in failed)
        if self.tell is not None:
            self.tell(self.state.counts, self.data.share())


async def _in_thread(items: Iterator[RunDocument]) -> AsyncIterator[RunDocument]:
    """Items that may be long in coming: others go on with theirs meanwhile."""
    while (item := await asyncio.to_thread(next, items, None)) is not None:
        yield item
