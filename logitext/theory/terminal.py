"""Lines to a person and lines back, on plain streams.

Everything that is shown goes through :func:`visible`: what a document or a policy says cannot move the cursor, change
the colours, retitle the window or type for the person.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import signal
import sys
import textwrap
import threading
from collections.abc import Iterator
from typing import TextIO

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline; delete; C1
    "\u2028\u2029"  # line ends that are no newline
    "\u202a-\u202e\u2066-\u2069"  # what turns the order round in which letters are shown
    "\ud800-\udfff]"  # halves of surrogate pairs, which no stream can encode
)


def visible(text: str) -> str:
    r"""The text with whatever could act on a terminal written as an escape; newlines and tabs stay.

    >>> print(visible("\x1b[31mred\r\n\x07bell"))
    \x1b[31mred
    \x07bell
    """
    return _HARMFUL.sub(_escape, text.replace("\r\n", "\n"))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _wrapped(text: str) -> str:
    """The text with long lines broken between words, to the width of the terminal; a line's indent is kept."""
    width = shutil.get_terminal_size().columns
    return "\n".join(_wrap(line, width) if len(line) > width > 20 else line for line in text.split("\n"))


def _wrap(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip(" |"))]
    return textwrap.fill(line, width, subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False)


class Terminal:
    """A person at two text streams; by default those of the process, as they are when needed."""

    def __init__(self, reader: TextIO | None = None, writer: TextIO | None = None) -> None:
        self._reader = reader
        self._writer = writer

    def say(self, text: str = "", end: str = "\n") -> None:
        """Show text, harmless, with a line end."""
        writer = self._writer or sys.stderr
        if writer is not None:  # a process may have no standard streams at all
            shown = visible(text)
            writer.write((_wrapped(shown) if writer.isatty() else shown) + end)
            writer.flush()

    def hear(self, prompt: str) -> str | None:
        """The next line, without its end; None at the end of input, ValueError if it is no text."""
        reader = self._reader or sys.stdin
        if reader is None:
            return None
        with _interruptible():
            self.say(prompt, end="")
            try:
                line = reader.readline()
            except UnicodeDecodeError:
                raise ValueError("what was typed is not in the terminal's encoding") from None
        if not line:
            self.say()
            return None
        line = line.removeprefix("\ufeff").rstrip("\r\n")  # a file in the place of a person may begin so
        if any("\ud800" <= character <= "\udfff" for character in line):  # how Python reads what it cannot decode
            raise ValueError("what was typed is not in the terminal's encoding")
        return line


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt at once.

    Under asyncio.run the first one only cancels the task, which nobody notices while the person is waited for.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    if before is None or before in (signal.SIG_IGN, signal.SIG_DFL):  # somebody means it to be so
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        _notice_cancellation()
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _notice_cancellation() -> None:
    """Raise the cancellation that the first Ctrl-C, or a deadline, asked for shortly before."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no event loop runs
        return
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
