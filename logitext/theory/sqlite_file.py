"""An SQLite file that is never trusted: made, opened, seen to be what it should be, and refused if it is not.

The cache of answers and the file of learned priors are such files. Each says what it is with a `Kind`; how long a
connection lives, and how threads and processes share it, is its own business.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source

Connection: TypeAlias = sqlite3.Connection

PATIENCE = 30.0
"""Seconds that a process waits for another that writes."""

_OTHER = "name another file"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong with a file: its code, and how the message begins."""

    code: str
    words: str

    def at(self, path: Path, message: str, hint: str | None = _OTHER) -> InputError:
        """The error to raise about a file."""
        return InputError([Diagnostic(self.code, f"{self.words}: {message}", Source(str(path), ""), None, hint)])


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file must be.

    `application` and `version` are SQLite's `application_id` and `user_version`, `definitions` the tables and indexes,
    each as SQLite keeps it. No value above `longest` bytes is read. The faults: it cannot be opened, cannot be written,
    is something else, was one once. `tables` says in messages whose tables they are, and `repair` what to do about a
    damaged file.
    """

    application: int
    version: int
    definitions: tuple[str, ...]
    longest: int
    cannot_open: Fault
    cannot_write: Fault
    foreign: Fault
    broken: Fault
    tables: str
    repair: str

    def damaged(self, path: Path, message: str) -> InputError:
        """The error about a file that was one of the kind once."""
        return self.broken.at(path, message, self.repair)


def is_there(path: Path, kind: FileKind) -> bool:
    """Whether there is a file. InputError where it is something else, or may not be read."""
    if "\0" in str(path):
        raise kind.cannot_open.at(path, "no file can have this name")
    try:
        if not path.exists():
            return False
        if not path.is_file():
            raise kind.cannot_open.at(path, "it is no regular file")
        if not os.access(path, os.R_OK):
            raise kind.cannot_open.at(path, "it may not be read")
    except OSError as error:
        raise kind.cannot_open.at(path, error.strerror or str(error)) from None
    return True


def make(path: Path, kind: FileKind) -> None:
    """An empty file, which only its owner may read, in folders of which the same holds; unless it is there."""
    if is_there(path, kind):
        return
    try:
        for folder in reversed(path.absolute().parents):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another process was faster
            # Closing a file takes this process's locks on it away, so nothing but SQLite opens one that is there.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise kind.cannot_open.at(path, error.strerror or str(error)) from None


def connected(
    path: Path, how: str, kind: FileKind, *, share: bool = False, texts: type[bytes | str] = str
) -> sqlite3.Connection:
    """A connection on which nothing runs that the file brings along.

    `how` are SQLite's words for it, as `mode=ro`. `share` allows other threads. `texts` is what texts come as: as bytes
    they come as they stand in the file, UTF-8 or not.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=not share,
    )
    try:
        connection.text_factory = texts
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, kind.longest)
        # What was deleted leaves nothing behind.
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def begun(path: Path, how: str, kind: FileKind, *, texts: type[bytes | str] = str) -> sqlite3.Connection:
    """A connection that threads may share one after the other, to a file that is seen to be of the kind.

    Its tables are made where it is empty. Readers do not wait for whoever writes, where the file system can do that.
    """
    connection = connected(path, how, kind, share=True, texts=texts)
    try:
        if not is_made(connection, path, kind):
            with transaction(connection):
                if not is_made(connection, path, kind):  # another process may have made them meanwhile
                    make_tables(connection, kind)
        _journal(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _journal(connection: sqlite3.Connection) -> None:
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode not in (b"wal", "wal"):
        # Not on every file system; not while somebody else reads; not in a file that may only be read.
        with contextlib.suppress(sqlite3.OperationalError):
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode in (b'wal', 'wal') else 'FULL'}")


def is_made(connection: sqlite3.Connection, path: Path, kind: FileKind) -> bool:
    """Whether the tables are there; False where the file is empty. InputError where it is something else."""
    with _snapshot(connection):
        found = _definitions(connection)
        application, version = (_number(connection, name) for name in ("application_id", "user_version"))
    if not found and application == 0:
        return False
    if application != kind.application:
        raise kind.foreign.at(path, "it is a database of something else")
    if version > kind.version:
        message = f"it has the format {version}, and this version of Logitext reads {kind.version}"
        raise kind.foreign.at(path, message, "update Logitext, or name another file")
    if 0 < version < kind.version:
        message = f"it has the format {version}, of an earlier version of Logitext, and this one reads {kind.version}"
        raise kind.foreign.at(path, message, kind.repair)
    if version != kind.version:
        raise kind.foreign.at(path, f"it has a format, {version}, that there never was")
    # A view or a trigger that somebody has put there would be run by our queries.
    if found != sorted(kind.definitions):
        raise kind.damaged(path, f"its tables are not those of {kind.tables}")
    return True


def make_tables(connection: sqlite3.Connection, kind: FileKind) -> None:
    """Make the tables of an empty file, within a transaction."""
    for definition in kind.definitions:
        connection.execute(definition)
    connection.execute(f"PRAGMA application_id = {kind.application}")
    connection.execute(f"PRAGMA user_version = {kind.version}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it is kept, or, where something is raised in it, nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # after some errors SQLite has already rolled it back
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(path: Path, kind: FileKind) -> Iterator[None]:
    """Raise InputError for what SQLite says is wrong."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explanation(path, error, kind) from None


def explanation(path: Path, error: sqlite3.Error | UnicodeDecodeError, kind: FileKind) -> InputError:
    """The error to raise for what SQLite says is wrong."""
    if isinstance(error, UnicodeDecodeError):  # of SQLite's own message, which repeats what the file holds
        return kind.damaged(path, "it holds what is no text")
    # The lower byte is the kind of error; those that Python raises by itself have none.
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return kind.foreign.at(path, "it is no SQLite database")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return kind.cannot_write.at(path, "another process keeps it locked", "try again when that has ended")
        case sqlite3.SQLITE_READONLY:
            return kind.cannot_write.at(path, "it may only be read", "allow writing, or name another file")
        case sqlite3.SQLITE_FULL:
            return kind.cannot_write.at(path, "the disk is full", "make room on the disk")
        case sqlite3.SQLITE_TOOBIG:
            return kind.damaged(path, "it holds something that is too large")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH | sqlite3.SQLITE_IOERR:
            return kind.cannot_open.at(path, f"{error}")
        case sqlite3.SQLITE_NOMEM | sqlite3.SQLITE_PROTOCOL | sqlite3.SQLITE_INTERRUPT:
            return kind.cannot_open.at(path, f"{error}", None)
    return kind.damaged(path, f"{error}")


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read is of one moment, so that no other process makes the tables in between."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _definitions(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return sorted(sql.decode("utf-8", "replace") if isinstance(sql, bytes) else sql or "" for (sql,) in rows)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
