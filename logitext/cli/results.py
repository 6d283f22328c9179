"""Where the results of a check go, one after the other, so that whatever ends the command loses none.

Formats that stream are written as results come. The others are one value: they are written at the end, a file whole or
not at all.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from logitext.cli.output import cannot_write, write_file
from logitext.policy.model import CheckedPolicy
from logitext.records.result import Result
from logitext.report import text
from logitext.report.console import console
from logitext.report.results.formats import RESULTS_FORMATS
from logitext.report.results.results_format import ResultsView


class Results:
    """The places that results go to. A context: what is written at the end is written when it is left."""

    def __init__(
        self, policy: CheckedPolicy, *, format: str, output: Sequence[str], quiet: bool, several: bool = False
    ) -> None:
        """`several` is whether there may be more than one. InputError where a file cannot be written."""
        self._policy = policy
        self._several = several
        self._kept: list[Result] = []
        self._targets = [
            _Target(None, format) if name == "-" else _Target(Path(name), RESULTS_FORMATS.named_by(name) or format)
            for name in output or ("-",)
            if not (name == "-" and quiet)
        ]

    @property
    def on_terminal(self) -> bool:
        """Whether each result is shown on the terminal as it comes."""
        shown = any(one.path is None and one.format.streams for one in self._targets)
        return shown and sys.stdout.isatty()

    def put(self, result: Result) -> None:
        """Add a result. InputError where a file cannot be written."""
        for target in self._targets:
            if target.format is RESULTS_FORMATS.get("text") and target.path is None and sys.stdout.isatty():
                console().print(*([] if target.empty else [""]), text.render(result, self._policy), sep="\n")
                target.empty = False
            elif target.format.streams:
                target.write(target.format.piece(result, self._policy, first=target.empty))
        if not all(target.format.streams for target in self._targets):
            self._kept.append(result)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None or self._kept:
                view = ResultsView(self._policy, self._kept, self._several)
                for target in self._targets:
                    target.end(view)
        finally:
            for target in self._targets:
                target.close()


class _Target:
    """A file, or standard output where `path` is None."""

    def __init__(self, path: Path | None, format: str) -> None:
        self.path = path
        self.format = RESULTS_FORMATS.get(format)
        self.empty = True
        self._file: TextIO | None = None
        if path is not None and not path.parent.is_dir():
            raise cannot_write(path, "there is no such folder")

    def write(self, piece: str) -> None:
        """Write a piece, so that nothing can lose it any more."""
        try:
            self._open().write(piece)
            self._open().flush()
        except OSError as error:
            if self.path is None:
                raise
            raise cannot_write(self.path, error.strerror or str(error)) from None
        self.empty = False

    def end(self, view: ResultsView) -> None:
        """Write what is written at the end; a file of which nothing came is empty."""
        if self.format.streams:
            if self.path is not None:
                self.write("")
        elif self.path is None:
            sys.stdout.write(self.format.whole(view))
        else:
            write_file(self.path, self.format.whole(view))

    def close(self) -> None:
        """Close the file, if it was opened."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> TextIO:
        if self.path is None:
            return sys.stdout
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
        return self._file
