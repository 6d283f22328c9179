"""The files that a run writes: in its folder as it goes, and in their places when it is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from logitext.check.record import of_error
from logitext.records.result import Result
from logitext.run.flat import Flat
from logitext.run.job import Job, JobOutcome
from logitext.run.queue import RunQueue
from logitext.run.review import RunReview
from logitext.run.seen import decisions
from logitext.run.writing import Appender
from logitext.theory.protocol import Texts

RECORDS, ROWS, REVIEW, QUEUE = "records.jsonl", "rows.jsonl", "review.jsonl", "queue.jsonl"
PAGE = "page.jsonl"
_BUFFER = 1 << 16

Lines = Callable[[JobOutcome], Sequence[str]]


@dataclass(frozen=True)
class RunOutputs:
    """Which outputs a run has, each with its file: full records, flat rows, and what people should look at.

    `review` is an answers file to be filled in, `queue` is for the page of a service. `page` shows some decisions to be
    looked at.
    """

    records: Path | None = None
    rows: Path | None = None
    review: Path | None = None
    queue: Path | None = None
    page: Path | None = None

    def named(self) -> dict[str, Path]:
        """The files by the names that they have in the folder while the run goes on."""
        every = {RECORDS: self.records, ROWS: self.rows, REVIEW: self.review, QUEUE: self.queue, PAGE: self.page}
        return {name: path for name, path in every.items() if path is not None}


def record_lines(jobs: Sequence[Job], *, with_id: bool) -> Lines:
    """The full record of each policy about a document, as JSON."""

    def lines(outcome: JobOutcome) -> list[str]:
        document = outcome.document
        start = {"id": document.id} if with_id else {}
        if outcome.results:
            return [_json({**start, **result.to_dict()}) for result in outcome.results]
        return [_json({**start, **_of_bad(job, outcome).to_dict()}) for job in jobs]

    return lines


def _of_bad(job: Job, outcome: JobOutcome) -> Result:
    """The record of what is no document: no verdict, and why."""
    document = outcome.document
    result = of_error(job.program, Texts({}, document.label), job.request.verdicts, ValueError())
    return result.model_copy(update={"error": str(document.problem)})


def row_lines(flat: Flat) -> Lines:
    """The flat rows of a document, as JSON."""

    def lines(outcome: JobOutcome) -> list[str]:
        if outcome.told:
            document = outcome.document
            id_ = document.label if document.id is None else document.id
            return [one.row(id_) for one in outcome.told]
        return [_json(row) for row in flat.rows(outcome)]

    return lines


def review_lines(review: RunReview) -> Lines:
    """What a person should look at in a document, as JSON."""
    return lambda outcome: [_json(entry) for entry in review.entries(outcome)]


def queue_lines(queue: RunQueue) -> Lines:
    """What a person should look at in a document, with its whole texts, as JSON."""
    return lambda outcome: [_json(entry) for entry in queue.entries(outcome)]


def page_lines(jobs: Sequence[Job]) -> Lines:
    """What was decided of a document, with its whole texts, as JSON; nothing of those far down in the data."""
    return lambda outcome: [_json(one) for one in decisions(jobs, outcome)]


_json = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


class Output:
    """One file, as it grows."""

    def __init__(self, path: Path, lines: Lines, size: int) -> None:
        self._lines = lines
        self._file = Appender(path, size)
        self._buffer: list[str] = []
        self._buffered = 0

    def put(self, outcome: JobOutcome) -> None:
        """Add what became of a document. OSError where it cannot be written."""
        self.add(self._lines(outcome))

    def add(self, lines: Sequence[str]) -> None:
        """Add lines. OSError where they cannot be written."""
        for line in lines:
            self._buffer.append(line)
            self._buffered += len(line)
        if self._buffered > _BUFFER:
            self.flush()

    def flush(self) -> int:
        """Write what was added; the size of the file then. OSError."""
        if self._buffer:
            text = "\n".join(self._buffer) + "\n"
            self._buffer, self._buffered = [], 0
            self._file.write(text.encode("utf-8", "backslashreplace"))
        return self._file.size

    def sync(self) -> None:
        """Have it reach the disk. OSError."""
        self._file.sync()

    def close(self) -> None:
        """Close it; what was not flushed is dropped."""
        self._file.close()
