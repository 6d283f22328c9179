"""What `logitext doctor` prints as it goes: each finding when it is known, and on a terminal what it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from logitext.report.console import console, printable
from logitext.theory.llm.doctor import DoctorFinding, Watcher

if TYPE_CHECKING:
    from rich.progress import TaskID

_WIDEST = len("control questions")
"""Characters of the longest thing that is looked at: those that follow are not known yet."""

_MARKS = {True: "ok  ", None: "-   ", False: "FAIL"}


class _Printing(Watcher):
    """Prints findings on standard output, if they are wanted, and shows on a terminal what is waited for."""

    def __init__(self, progress: Progress, wanted: bool) -> None:
        self._progress = progress
        self._wanted = wanted
        self._task: TaskID | None = None

    def looking(self, at: str) -> None:
        if self._task is None:
            self._task = self._progress.add_task(at)
        self._progress.update(self._task, description=at)

    def on_finding(self, finding: DoctorFinding) -> None:
        if self._wanted:
            self._progress.stop()  # it gives its line back
            click.echo(f"  {_MARKS[finding.well]}  {finding.what.ljust(_WIDEST)}  {printable(finding.found)}")
            self._progress.start()


@contextmanager
def watching(*, wanted: bool) -> Iterator[Watcher]:
    """The printer of the findings, if they are `wanted`; standard error shows what is waited for, and for how long."""
    columns = (SpinnerColumn(), TextColumn("looking at {task.description}"), TimeElapsedColumn())
    errors = console(error=True)
    # Standard output is left alone: it may be a file while this is a terminal.
    with Progress(
        *columns, console=errors, transient=True, redirect_stdout=False, disable=not errors.is_terminal
    ) as progress:
        yield _Printing(progress, wanted)
