"""What a run says on standard error: a line that moves on a terminal, a line a minute elsewhere, a summary."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

import click

from logitext.records.run import AheadCalls, RunSummary
from logitext.report.console import console
from logitext.report.diagnostics import render_one
from logitext.run.job import RunCounts
from logitext.syntax.diagnostics import Diagnostic

MINUTE = 60.0
_MOVED = 5
"""The most verdicts and clauses that have moved which are listed."""
_BAD = 5
"""The most bad records that are listed."""


class RunProgress:
    """Tells how far a run is. A context: what is on the terminal is cleared when it is left."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._terminal = shown and sys.stderr.isatty()
        self._began = self._told = time.monotonic()
        self._before: int | None = None
        self._share_before = 0.0
        self._width = 0
        self._bad = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def say(self, line: str) -> None:
        """Say something on a line of its own."""
        self._clear()
        click.echo(line, err=True)

    def tell_bad(self, problem: Diagnostic) -> None:
        """Say what is wrong with a record; of the first few."""
        self._bad += 1
        if self._shown and self._bad <= _BAD:
            self._clear()
            console(error=True).print(render_one(problem), soft_wrap=True)
            if self._bad == _BAD:
                click.echo("what is wrong with further records stands in their rows", err=True)

    def tell(self, counts: RunCounts, share: float | None) -> None:
        """Say how far the run is, if it is time to."""
        if not self._shown:
            return
        now = time.monotonic()
        if self._before is None:
            self._before, self._share_before = counts.documents, share or 0.0
        if not self._terminal and now - self._told < MINUTE:
            return
        self._told = now
        line = self._line(counts, share, now - self._began)
        if self._terminal:
            sys.stderr.write("\r" + line.ljust(self._width))
            sys.stderr.flush()
            self._width = len(line)
        else:
            click.echo(line, err=True)

    def _line(self, counts: RunCounts, share: float | None, seconds: float) -> str:
        done = counts.documents - (self._before or 0)
        parts = [f"{counts.documents:,} documents", *costs(counts), f"{done / max(seconds, 1e-9):,.0f} a second"]
        gone = (share or 0.0) - self._share_before
        if share is not None and gone > 0 and seconds > 1:
            parts.append(f"{span(seconds * (1 - share) / gone)} left")
        return ", ".join(parts)

    def _clear(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0


def costs(counts: RunCounts | RunSummary) -> list[str]:
    """What was asked and used, in words."""
    parts = []
    if counts.asked or counts.cached:
        parts.append(f"{counts.asked:,} questions asked")
    if counts.cached:
        parts.append(f"{counts.cached:,} from a cache")
    if counts.spared:
        parts.append(f"{counts.spared:,} clause{'s' * (counts.spared != 1)} not needed")
    if counts.input_tokens or counts.output_tokens:
        parts.append(f"{counts.input_tokens + counts.output_tokens:,} tokens")
    if counts.cost:
        parts.append(f"cost {counts.cost:.4g}")
    return parts


def span(seconds: float) -> str:
    """A length of time, in the largest units that fit.

    >>> span(42), span(200), span(7300)
    ('42 s', '3 min', '2 h 2 min')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def tell_end(summary: RunSummary, *, again: bool = True, kept: bool = True) -> None:
    """Say what a run did; whether what failed can be tried `again`, and what was decided is `kept`."""
    kinds = [
        (summary.decided, "decided"),
        (summary.undetermined, "undetermined"),
        (summary.conflicts, "in conflict"),
        (summary.failed, "failed"),
        (summary.bad, "bad"),
    ]
    listed = ", ".join(f"{count:,} {what}" for count, what in kinds if count)
    documents = f"{summary.documents:,} document{'' if summary.documents == 1 else 's'}"
    click.echo(f"{documents}: {listed}" if listed else documents, err=True)
    if summary.violations:
        click.echo(", ".join(f"{name}: {count:,}" for name, count in summary.violations.items()), err=True)
    if used := costs(summary):
        click.echo(", ".join(used), err=True)
    if summary.moved:
        click.echo(_moved(summary), err=True)
    if summary.ahead is not None:
        click.echo(_ahead(summary.ahead), err=True)
    if summary.ending != "done":
        goes_on = "the same command goes on from here" + ", with a higher limit" * (summary.ending == "limit")
        click.echo(f"not finished: {summary.reason}" + f"; {goes_on}" * kept, err=True)
    elif summary.reason is not None:
        click.echo(summary.reason, err=True)
    elif summary.failed and again and kept:
        click.echo("the same command tries again what failed", err=True)


def _ahead(ahead: AheadCalls) -> str:
    """What was asked about documents that are not decided yet."""
    tokens = ahead.input_tokens + ahead.output_tokens
    used = [f"{tokens:,} tokens"] if tokens else []
    used += [f"cost {ahead.cost:.4g}"] if ahead.cost else []
    calls = f"{ahead.calls:,} more call{'s' * (ahead.calls != 1)}" + (f" ({', '.join(used)})" if used else "")
    documents = "1 document that is" if ahead.documents == 1 else f"{ahead.documents:,} documents that are"
    return f"{calls} about {documents} not decided yet: the answers are kept"


def _moved(summary: RunSummary) -> str:
    """That the documents are not answered as the cases of the calibration were."""
    shown = [f"{one.kind} `{one.name}` {one.index:.2f}" for one in summary.moved[:_MOVED]]
    more = len(summary.moved) - _MOVED
    shown += [f"and {more} more"] if more > 0 else []
    return (
        "warning: answers have moved since the calibration (population stability index; 0.25 is much): "
        f"{', '.join(shown)}\n"
        "  label fresh documents, and see whether the promise still holds: `logitext calibrate --check FILE`"
    )
