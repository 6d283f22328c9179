"""What a run is to do, whatever was done of it by now."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from logitext.run.asking import RunStop
from logitext.run.columns import Columns
from logitext.run.data.sources import Data
from logitext.run.files import Files
from logitext.run.job import GivenAnswers, Job, RunCounts
from logitext.run.outputs import (
    RunOutputs,
)
from logitext.run.pipeline import TellCounts
from logitext.run.workers import Crew, RunSpent
from logitext.syntax.diagnostics import Diagnostic


@dataclass(frozen=True)
class RunTask:
    """What a run is to do, whatever was done of it by now.

    `manifest` says what it is, so that nobody goes on with another; `reads` names the files, folders and patterns that
    it reads, where no output may be; `files` has the limits for all of it; `select` has the columns of rows; `crew`
    makes the processes that decide, where it is not this one; `sending` is a way to send calls within it, which keeps
    what it must not lose in the folder.
    """

    jobs: Sequence[Job]
    data: Data
    columns: Columns
    wanted: RunOutputs
    manifest: Mapping[str, Any]
    reads: Sequence[str]
    files: Files
    given: GivenAnswers | None = None
    select: Sequence[str] | None = None
    streams: bool = False
    concurrency: int | None = None
    crew: Callable[[RunSpent], Crew] | None = None
    sending: Callable[[Path, RunStop], contextlib.AbstractAsyncContextManager[None]] | None = None
    show: Callable[[Sequence[Job], Path, Path, RunCounts], None] | None = None
    tell: TellCounts | None = None
    tell_bad: Callable[[Diagnostic], None] | None = None
    stop: RunStop = field(default_factory=RunStop)

    @property
    def folder(self) -> Path:
        """Where the run keeps how far it is."""
        first = next(iter(self.wanted.named().values()))
        return first.with_name(first.name + ".run")
