"""The file of learned priors: made, opened for a moment, and refused if it is something else.

Every use opens it anew and closes it, so threads, forks and processes share it without a word. SQLite's own journal
keeps each transaction whole.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.priors.schema import APPLICATION, DEFINITIONS, VERSION

PATIENCE = 30.0
"""Seconds that a process waits for another that writes."""

_LONGEST = 16 * 1024 * 1024
"""Bytes of the largest value that is read."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection to read with; None where there is no file or an empty one. InputError if it is something else."""
    if "\0" in str(path) or not _there(path):
        yield None
        return
    with _opened(path, "mode=ro") as connection:
        yield connection if _checked(connection, path) else None


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it is kept, or, where something is raised in it, nothing. The file is made if need be."""
    _make(path)
    with _opened(path, "mode=rw") as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not _checked(connection, path):
                for definition in DEFINITIONS:
                    connection.execute(definition)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # after some errors SQLite has already rolled it back
                connection.execute("ROLLBACK")
            raise


@contextmanager
def _opened(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    try:
        uri = f"{path.absolute().as_uri()}?{how}"
        connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
            # What was deleted leaves nothing behind.
            for setting in ("trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON"):
                connection.execute(f"PRAGMA {setting}")
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise _of_sqlite(path, error) from None
    except UnicodeDecodeError:  # of SQLite's own message, which repeats what the file holds
        raise damaged(path, "it holds what is no text") from None


def _there(path: Path) -> bool:
    try:
        if path.exists() and not path.is_file():
            raise unusable(path, "it is no regular file")
        return path.exists()
    except OSError as error:
        raise unusable(path, error.strerror or str(error)) from None


def _make(path: Path) -> None:
    """An empty file, which only its owner may read, in folders of which the same holds."""
    if "\0" in str(path):
        raise unusable(path, "no file can have this name")
    if _there(path):
        return
    try:
        for folder in reversed(path.absolute().parents):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise unusable(path, error.strerror or str(error)) from None


def _checked(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is one of priors; False where it is empty. InputError where it is something else."""
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").fetchall()
    application, version = (
        int(connection.execute(f"PRAGMA {pragma}").fetchone()[0]) for pragma in ("application_id", "user_version")
    )
    if not rows and application == 0:
        return False
    if application != APPLICATION:
        foreign(path, "it is a database of something else")
    if version > VERSION:
        hint = "update Logitext, or name another file"
        foreign(path, f"it has the format {version}, and this version of Logitext reads {VERSION}", hint)
    # A view or a trigger that somebody has put there would be run by our queries.
    if version != VERSION or sorted(str(sql) for (sql,) in rows) != sorted(DEFINITIONS):
        raise damaged(path, "its tables are not those of learned priors")
    return True


# --- what can be wrong -------------------------------------------------------------------------------------------


def unusable(path: Path, message: str, hint: str = "name another file") -> InputError:
    """The file cannot be opened, read or written."""
    return _error("NLT535", path, f"learned priors cannot be kept in this file: {message}", hint)


def foreign(path: Path, message: str, hint: str = "name another file") -> NoReturn:
    """Raise that the file is something else."""
    raise _error("NLT536", path, f"this is no file of learned priors: {message}", hint)


def damaged(path: Path, message: str) -> InputError:
    """The file was one of priors once."""
    hint = "delete the file, and learn anew from recordings, results or the cache"
    return _error("NLT536", path, f"the file of learned priors is damaged: {message}", hint)


def _error(code: str, path: Path, message: str, hint: str) -> InputError:
    return InputError([Diagnostic(code, message, Source(str(path), ""), None, hint)])


def _of_sqlite(path: Path, error: sqlite3.Error) -> InputError:
    # The lower byte is the kind of error; those that Python raises by itself have none.
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            foreign(path, "it is no SQLite database")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return unusable(path, "another process keeps it locked", "try again when that has ended")
        case sqlite3.SQLITE_READONLY:
            return unusable(path, "it may only be read", "allow writing, or name another file")
        case sqlite3.SQLITE_FULL:
            return unusable(path, "the disk is full", "make room on the disk")
        case (
            sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_PERM
            | sqlite3.SQLITE_AUTH
            | sqlite3.SQLITE_IOERR
            | sqlite3.SQLITE_NOMEM
            | sqlite3.SQLITE_PROTOCOL
            | sqlite3.SQLITE_INTERRUPT
        ):
            return unusable(path, f"{error}")
    return damaged(path, f"{error}")
