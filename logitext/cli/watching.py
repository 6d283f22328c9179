"""Runs something again whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from logitext.cli import exits
from logitext.report.console import console
from logitext.report.diagnostics import render
from logitext.syntax.diagnostics import LogitextError, TheoryError
from logitext.syntax.stamps import stamp_of

_EVERY = 0.5
"""Seconds between two looks at the files."""


def watch(
    files: Sequence[str],
    once: Callable[[], int],
    used: Callable[[str], Iterable[Path]],
    wait: Callable[[float], None] = time.sleep,
) -> int:
    """Run `once`, and again after each change of a file or of what it uses; the last exit status, after Ctrl-C.

    What is wrong with an input is printed, and mending it is waited for. `wait` waits for some seconds.
    """
    watched = tuple(map(Path, files))
    status = exits.DONE
    try:
        while True:
            watched = _with(watched, [path for file in files for path in used(file)])
            stamp = stamp_of(watched)  # before they are read: what is written meanwhile is seen
            try:
                status = once()
            except LogitextError as error:
                console(error=True).print(render(error.diagnostics), soft_wrap=True)
                status = exits.FAILED if isinstance(error, TheoryError) else exits.WRONG
            click.echo(f"watching {len(watched)} {'file' if len(watched) == 1 else 'files'}; Ctrl-C ends", err=True)
            while stamp_of(watched) == stamp:
                wait(_EVERY)
            click.echo(err=True)
    except KeyboardInterrupt:
        return status


def _with(watched: tuple[Path, ...], more: Iterable[Path]) -> tuple[Path, ...]:
    """The files and others, each once: a policy that does not load now is still about the files that it used before."""
    return tuple({path.resolve(): path for path in (*watched, *more)}.values())
