"""Where records go: standard output, or files that are written whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import RenderableType

from logitext.records.frozen import Frozen
from logitext.report.formats import Formats
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.report.recorded.view import RecordsView
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.write import write_text

RecordT = TypeVar("RecordT", bound=Frozen)
V = TypeVar("V")


def write_records(
    records: Sequence[RecordT],
    render: Callable[[RecordT], RenderableType],
    *,
    format: str,
    output: Sequence[str],
    quiet: bool,
) -> None:
    """Print or write records of any kind, `render` being how a person reads one. InputError if a file cannot be."""
    write_view(RECORD_FORMATS, RecordsView(records, render), format=format, output=output, quiet=quiet)


def write_view(
    formats: Formats[Callable[[V], str]], view: V, *, format: str, output: Sequence[str], quiet: bool = False
) -> None:
    """Print or write something that is to be shown, in the formats that the names of files choose, or in `format`.

    InputError where a file cannot be written; a file is written whole or not at all.
    """
    for target in output or ("-",):
        if target != "-":
            write_file(Path(target), formats.get(formats.named_by(target) or format)(view))
        elif not quiet:
            sys.stdout.write(formats.get(format)(view))


def write_file(path: Path, content: str) -> None:
    """Whole or not at all; InputError where that cannot be done."""
    try:
        write_text(path, content)
    except OSError as error:
        raise cannot_write(path, error.strerror or str(error)) from None


def cannot_write(path: Path, why: str) -> InputError:
    """The error about a file that cannot be written."""
    return InputError([Diagnostic("NLT608", f"cannot write {path}: {why}")])
