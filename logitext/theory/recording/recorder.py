"""Keeping answers as they come: a line of JSON each, appended to a file that several processes may share."""

from __future__ import annotations

import os
import stat
import threading
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from logitext.policy.sorts import TEXT
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.protocol import Answer, Failure, Question, Refusal, Retract, Texts, Theory, Unknown, Value
from logitext.theory.recording.file import CUT
from logitext.theory.recording.line import START, RecordingLine, encode, line_of
from logitext.theory.recording.replay import Replay

_REMEMBERED = 64
"""Documents whose answers a theory can take back, counted from the latest."""


class Recorder:
    """Appends answers to a file, for `replay:FILE`. It keeps only hashes of the texts.

    Every line is one write at the end of the file, so threads and processes may record in the same one, and whatever
    is killed loses at most the line that it was writing. To be closed, or used in a `with`.

    With `redact` nothing of a text is kept but hashes: no quotation, no reason, and no answer that is itself a text.

    Raises InputError where the file cannot be written, or holds something other than a recording.

    >>> import tempfile
    >>> from logitext.theory.protocol import Value
    >>> rude = Question("rude", "rude", "is rude", texts=("post",))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Recorder(Path(folder, "answers.jsonl")) as recorder:
    ...         recorder.record(Theory(), rude, Texts({"post": "hello"}), Value(False))
    ...     Replay(recorder.path).recorded(rude, Texts({"post": "hello"}))
    Value(value=False, probability=None, quote=None)
    """

    def __init__(self, path: str | os.PathLike[str], *, redact: bool = False) -> None:
        self.path = Path(path)
        self._redact = redact
        self._lock = threading.Lock()
        self._given: dict[tuple[int, int], tuple[Theory, Texts, list[RecordingLine]]] = {}
        self._file = -1
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            self._file = os.open(self.path, flags, 0o666)
            self._regular = stat.S_ISREG(os.fstat(self._file).st_mode)
            begins = os.read(self._file, len(BOM_UTF8 + START)) if self._regular else b""
        except OSError as error:
            self.close()
            self._refuse("NLT608", error.strerror or str(error), "name another file")
        if not START.startswith(begins.removeprefix(BOM_UTF8)[: len(START)]):
            self.close()
            self._refuse("NLT522", "it holds something that is no recording", "name a new file, or a recording")

    def record(self, theory: Theory, question: Question, texts: Texts, answer: Answer) -> None:
        """Append an answer that the engine has accepted. InputError where it cannot be written.

        Stop is not recorded; Retract marks the theory's last answer about these texts as taken back. Neither is what
        a replay does not know, nor what it gives from this very file.
        """
        if isinstance(theory, Replay) and (isinstance(answer, Unknown) or _same(theory.path, self.path)):
            return
        if self._redact:
            if isinstance(answer, Value) and question.sort == TEXT:
                return
            answer = _without_text(answer)
        with self._lock:
            line = (
                self._withdrawn(theory, texts)
                if isinstance(answer, Retract)
                else self._new(theory, question, texts, answer)
            )
            if line is not None:
                self._append(encode(line))

    def _new(self, theory: Theory, question: Question, texts: Texts, answer: Answer) -> RecordingLine | None:
        line = line_of(theory, question, texts, answer)
        if line is not None and isinstance(theory, Replay) and (whose := theory.whose(question, texts)) is not None:
            line = replace(line, identity=whose)  # a replay of the replay names the same
        if line is not None:
            # By identity, which holds as long as theory and texts are kept beside it.
            at = (id(theory), id(texts))
            given = self._given[at] = self._given.pop(at, (theory, texts, []))
            given[2].append(line)
            if len(self._given) > _REMEMBERED:
                del self._given[next(iter(self._given))]
        return line

    def _withdrawn(self, theory: Theory, texts: Texts) -> RecordingLine | None:
        _, _, lines = self._given.get((id(theory), id(texts)), (theory, texts, []))
        return replace(lines.pop(), answer=None) if lines else None

    def _append(self, line: bytes) -> None:
        """One write. What stands at the end without a line end was cut off; it is marked and ended first."""
        if self._file < 0:
            raise ValueError("the recorder is closed")
        try:
            if self._regular and os.lseek(self._file, 0, os.SEEK_END):
                os.lseek(self._file, -1, os.SEEK_END)
                if os.read(self._file, 1) != b"\n":
                    # Somebody else may be in the middle of writing, and ends the line meanwhile: the mark is then a
                    # line of its own, and means nothing.
                    line = CUT + b"\n" + line
            written = os.write(self._file, line)
        except OSError as error:
            self._refuse("NLT608", error.strerror or str(error), "the answers so far are kept")
        if written != len(line):
            self._refuse("NLT608", f"only {written} of {len(line)} bytes were written", "make room on the disk")

    def _refuse(self, code: str, message: str, hint: str) -> NoReturn:
        source = Source(os.fspath(self.path), "")
        raise InputError([Diagnostic(code, f"answers cannot be recorded in this file: {message}", source, None, hint)])

    def close(self) -> None:
        """Close the file; more than once does no harm."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def opened(record: Recorder | str | os.PathLike[str]) -> Iterator[Recorder]:
    """A recorder as it is, which is its owner's to close; or one for a path, closed at the end."""
    if isinstance(record, Recorder):
        yield record
    else:
        with Recorder(record) as recorder:
            yield recorder


def _without_text(answer: Answer) -> Answer:
    """The answer without anything that may be words of a text."""
    match answer:
        case Value():
            return replace(answer, quote=None)
        case Unknown() | Refusal() | Failure():
            return replace(answer, reason="the reason was redacted")
    return answer


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
