"""What SQLite and the file system say when something is wrong, as an InputError for people."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source

_OTHER = "name another file"
_DAMAGED = "delete the file: what it held is asked anew"


def cannot_open(path: Path, message: str, hint: str | None = _OTHER) -> InputError:
    """The file cannot be opened, or not be read."""
    return _error("NLT530", path, f"the answer cache cannot be used: {message}", hint)


def no_cache(path: Path, message: str, hint: str = _OTHER) -> InputError:
    """The file is something else."""
    return _error("NLT531", path, f"this is no answer cache: {message}", hint)


def damaged(path: Path, message: str) -> InputError:
    """The file was a cache once."""
    return _error("NLT532", path, f"the answer cache is damaged: {message}", _DAMAGED)


def cannot_write(path: Path, message: str, hint: str | None) -> InputError:
    """What is in the file can be read, and nothing added."""
    return _error("NLT533", path, f"the answer cache cannot be written: {message}", hint)


def no_entry(path: Path, message: str, hint: str) -> InputError:
    """A key that stands for no entry, or not for one alone."""
    return _error("NLT534", path, message, hint)


def of_sqlite(path: Path, error: sqlite3.Error) -> InputError:
    """What SQLite says is wrong with a file.

    >>> print(of_sqlite(Path("a.sqlite3"), sqlite3.OperationalError("no such table: answers")))
    a.sqlite3: error[NLT532]: the answer cache is damaged: no such table: answers
    """
    # The lower byte is the kind of error; those that Python raises by itself have none.
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return no_cache(path, "it is no SQLite database")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return cannot_write(path, "another process keeps it locked", "try again when that has ended")
        case sqlite3.SQLITE_READONLY:
            return cannot_write(path, "it may only be read", "allow writing, or name another file")
        case sqlite3.SQLITE_FULL:
            return cannot_write(path, "the disk is full", "make room on the disk")
        case sqlite3.SQLITE_TOOBIG:
            return damaged(path, "it holds something that is too large")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH | sqlite3.SQLITE_IOERR:
            return cannot_open(path, f"{error}")
        case sqlite3.SQLITE_NOMEM | sqlite3.SQLITE_PROTOCOL | sqlite3.SQLITE_INTERRUPT:
            return cannot_open(path, f"{error}", None)
    return damaged(path, f"{error}")


def _error(code: str, path: Path, message: str, hint: str | None) -> InputError:
    return InputError([Diagnostic(code, message, Source(str(path), ""), None, hint)])
