"""A run whose one output goes to standard output, line by line as documents are decided. It keeps nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from logitext.check.many import documents_at_once
from logitext.records.run import RunSummary
from logitext.run.asking import RunPurse, RunStop
from logitext.run.decide import Deciding
from logitext.run.folder import RunState
from logitext.run.job import JobOutcome
from logitext.run.outputs import Lines
from logitext.run.pipeline import Run
from logitext.run.run_task import RunTask
from logitext.run.whole import lines_of, quick_for, remembering_jobs, summary
from logitext.syntax.diagnostics import Diagnostic, InputError

STDOUT = Path("-")


class Printed:
    """Standard output, as an output of a run."""

    def __init__(self, lines: Lines, stop: RunStop) -> None:
        self._lines = lines
        self._stop = stop

    def put(self, outcome: JobOutcome) -> None:
        """Print what became of a document."""
        self.add(self._lines(outcome))

    def add(self, lines: Sequence[str]) -> None:
        """Print lines. The run ends where nobody reads them any more."""
        if not lines:
            return
        try:
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            self._stop.request("interrupted", "nobody reads standard output any more")

    def flush(self) -> int:
        """Nothing waits; no size is known."""
        return 0

    def sync(self) -> None:
        """Nothing is on a disk."""


async def printed(task: RunTask) -> RunSummary:
    """Do a run, and print its output. InputError where there is a second output, which would need a folder."""
    began = time.monotonic()
    names = task.wanted.named()
    if len(names) > 1:
        message = "a run has no other output beside standard output"
        raise InputError([Diagnostic("NLT608", message, hint="name files for all outputs, or leave the others out")])
    (name,) = names
    jobs = remembering_jobs(task.jobs, RunPurse(task.stop, task.files.max_tokens, task.files.max_cost))
    lines = lines_of(jobs, names, task.select, with_id=task.columns.id is not None)
    state = RunState()
    crew = None if task.crew is None else task.crew((0, 0.0))
    run = Run(
        jobs,
        task.data,
        task.columns,
        {name: Printed(lines[name], task.stop)},
        state,
        Deciding(jobs, None, quick_for(jobs, task.given, names, task.select)),
        task.stop,
        task.concurrency or documents_at_once([theory for job in jobs for theory in job.request.theories]),
        ordered=task.files.ordered,
        streams=task.streams,
        on_bad=task.files.on_bad,
        stop_after=task.files.stop_after,
        tell=task.tell,
        tell_bad=task.tell_bad,
        crew=crew,
    )
    try:
        await run.work()
    finally:
        if crew is not None:
            crew.close()
    return summary(task.jobs, state.counts, task.stop.kind or "done", task.stop.reason, time.monotonic() - began)
