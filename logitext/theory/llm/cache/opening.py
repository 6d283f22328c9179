"""Opening the file of the cache: it is made if it is not there, and refused if it is something else."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from pathlib import Path
from typing import NoReturn

from logitext.theory.llm.cache import trouble
from logitext.theory.llm.cache.schema import APPLICATION, DEFINITIONS, VERSION

PATIENCE = 30.0
"""Seconds that a process waits for another that writes."""

making = threading.Lock()
"""Held while a file is made and opened."""

_ALONE = "mode=ro&immutable=1"

_LONGEST = 128 * 1024 * 1024
"""Bytes of the largest value that is read: about twice the largest that is written."""


def opened(path: Path) -> sqlite3.Connection:
    """A connection to a cache, which is made if it is not there.

    A file that cannot be written is read. Where that cannot be shared with others, as the files beside it that sharing
    needs cannot be made, it is read as one that nobody changes, if all that was written is in it.
    """
    with making:
        _make(path)
        shared, pending = Path(f"{path}-shm"), Path(f"{path}-wal")
        if not os.access(path, os.W_OK) and not shared.exists() and not size(pending):
            # SQLite would make them, as unwritable as this one, and leave them behind for those who may write.
            return _begun(path, _ALONE)
        try:
            return _begun(path, "mode=rw")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            if size(pending):
                raise
        return _begun(path, _ALONE)


def size(path: Path) -> int:
    """Bytes of a file; 0 where there is none, as it may have gone just now."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _make(path: Path) -> None:
    """An empty file, which only its owner may read, in folders of which the same holds."""
    if "\0" in str(path):
        raise trouble.cannot_open(path, "no file can have this name")
    try:
        if path.exists():
            if not path.is_file():
                raise trouble.cannot_open(path, "it is no regular file")
            if not os.access(path, os.R_OK):
                raise trouble.cannot_open(path, "it may not be read")
            return
        for folder in reversed(path.parents):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another process was faster
            # Closing a file takes this process's locks on it away, so nothing but SQLite opens one that is there.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise trouble.cannot_open(path, error.strerror or str(error)) from None


def _begun(path: Path, how: str) -> sqlite3.Connection:
    """A connection that is set up, to what is seen to be a cache."""
    connection = sqlite3.connect(
        f"{path.as_uri()}?{how}", uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        connection.text_factory = bytes
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        _begin(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: sqlite3.Connection, path: Path) -> None:
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {setting}")
    if not _definitions(connection) and _number(connection, "application_id") == 0:
        _define(connection)
    _check(connection, path)
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != b"wal":
        # Not on every file system; not while somebody else reads; not in a file that may only be read.
        with contextlib.suppress(sqlite3.OperationalError):
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == b'wal' else 'FULL'}")


def _define(connection: sqlite3.Connection) -> None:
    """Make the tables, unless another process has made them meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _definitions(connection):
            for definition in DEFINITIONS:
                connection.execute(definition)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if _number(connection, "application_id") != APPLICATION:
        raise trouble.no_cache(path, "it is a database of something else")
    if (version := _number(connection, "user_version")) != VERSION:
        _refuse_version(path, version)
    # A view or a trigger that somebody has put there would be run by our queries.
    if _definitions(connection) != sorted(DEFINITIONS):
        raise trouble.damaged(path, "its tables are not those of a cache")


def _refuse_version(path: Path, version: int) -> NoReturn:
    if version > VERSION:
        hint = "update Logitext, or name another file"
        raise trouble.no_cache(path, f"it has the format {version}, and this version of Logitext reads {VERSION}", hint)
    raise trouble.no_cache(path, f"it has a format, {version}, that there never was")


def _definitions(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return sorted((sql or b"").decode("utf-8", "replace") for (sql,) in rows)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
