"""A recording as it is read: its lines, and what was wrong with those that are passed over."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source, Span
from logitext.theory.recording.line import START, BrokenLineError, RecordingLine, decode

CUT = b" # cut off"
"""What a recorder writes behind a line that somebody else's end cut off, before it begins its own."""

_MAX_LINE = 64 * 1024 * 1024
_MAX_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Recording:
    """The lines of a recording, in their order, and notes for people about those that were cut off."""

    lines: tuple[RecordingLine, ...]
    notes: tuple[str, ...]


def read_recording(path: str | os.PathLike[str]) -> Recording:
    """What a recording holds.

    A line that was cut off, by the end of the process that wrote it, is passed over with a note: the last, if it has
    no line end, and any that a recorder has marked as such. Raises InputError with all that is wrong otherwise.
    """
    name = os.fspath(path)
    lines: list[RecordingLine] = []
    notes: list[str] = []
    broken: list[tuple[int, str, BrokenLineError]] = []
    for number, raw in enumerate(_raw_lines(Path(name)), 1):
        text, cut = _uncut(raw.removeprefix(BOM_UTF8) if number == 1 else raw)
        if not text.strip():
            continue
        if not lines and not START.startswith(text[: len(START)]):
            _refuse(name, "it is no recording", "`--record FILE` makes one; an answers file is read by `answers:FILE`")
        try:
            lines.append(decode(text))
        except BrokenLineError as error:
            if cut:
                notes.append(f"line {number} of {name} was cut off and is passed over")
            elif len(broken) < _MAX_ERRORS:
                broken.append((number, text.decode("utf-8", "replace"), error))
    if broken:
        raise InputError(_diagnostics(name, broken))
    return Recording(tuple(lines), tuple(notes))


def _raw_lines(path: Path) -> Iterator[bytes]:
    """The lines with their line ends, one after the other: a recording may be larger than memory should hold twice."""
    try:
        if path.exists() and not path.is_file():
            _refuse(os.fspath(path), "it is no regular file", "name a file that was made with `--record FILE`")
        with path.open("rb") as file:
            while raw := file.readline(_MAX_LINE):
                yield raw
    except FileNotFoundError:
        _refuse(os.fspath(path), "there is no such file", "`--record FILE` makes one")
    except OSError as error:
        _refuse(os.fspath(path), f"it cannot be read: {error.strerror or error}", None)


def _uncut(raw: bytes) -> tuple[bytes, bool]:
    """A line without its end and without a recorder's mark; and whether it may have been cut off."""
    text = raw.rstrip(b"\r\n")
    if text.endswith(CUT):
        return text.removesuffix(CUT), True
    return text, not raw.endswith(b"\n")


def _refuse(name: str, message: str, hint: str | None) -> NoReturn:
    message = f"no answers can be replayed from this file: {message}"
    raise InputError([Diagnostic("NLT520", message, Source(name, ""), None, hint)])


def _diagnostics(name: str, broken: list[tuple[int, str, BrokenLineError]]) -> Iterator[Diagnostic]:
    """A diagnostic for each broken line. The source that they show holds these lines only, each at its place."""
    texts = {number: text for number, text, _ in broken}
    shown = [texts.get(number, "") for number in range(1, max(texts) + 1)]
    starts = dict.fromkeys(texts, 0)
    offset = 0
    for number, text in enumerate(shown, 1):
        if number in starts:
            starts[number] = offset
        offset += len(text) + 1
    source = Source(name, "\n".join(shown))
    for number, text, error in broken:
        at = min(error.at or 0, max(len(text) - 1, 0))
        end = at + 1 if error.at is not None else max(len(text), 1)
        span = Span(starts[number] + at, starts[number] + end)
        hint = "delete the line if you can do without its answer"
        yield Diagnostic("NLT521", f"a line of the recording is broken: {error}", source, span, hint)
