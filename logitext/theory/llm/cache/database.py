"""The file of the cache: made, opened, shared with threads and other processes, and never trusted.

SQLite in WAL mode, so that readers do not wait for whoever writes. A transaction that was committed survives the end
of the process at any moment; `synchronous=NORMAL` means that the last ones may be lost, whole, when the power fails,
and an answer that is lost is asked again. Where the file system has no WAL (some network drives) SQLite works with a
journal, which then is synchronised fully, as only that keeps the file whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

from logitext.theory import sqlite_file
from logitext.theory.llm.cache.opening import making, opened, size
from logitext.theory.llm.cache.trouble import KIND

_live: WeakSet[Database]
_forking = threading.Lock()
"""Taken before the lock of any database; `making` is taken after."""


_FEW = 32
"""The number of keys that stand in a statement one by one, which takes less time; each number has its statement."""


class Database:
    """One connection, for one thread at a time. A forked child has its own.

    All methods raise InputError where the file cannot be used, and ValueError after `close`.
    """

    BYTES = "BLOB"
    """The type of a column of bytes."""
    LAST = "last_insert_rowid()"
    """The id of the row that was inserted last."""
    BY_ID = " NOT INDEXED"
    """What has a query go through the answers by their ids."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        with _forking:
            _live.add(self)  # before there is a connection: no fork is to miss it
        with self._connected():
            pass

    def among(self, keys: Sequence[str]) -> tuple[str, list[Any]]:
        """The condition that a key is one of these, and its parameters."""
        if len(keys) <= _FEW and "".join(keys).isascii():
            return f"key IN ({', '.join('?' * len(keys))})", list(keys)
        return "key IN (SELECT value FROM json_each(?))", [json.dumps(list(keys))]

    def size(self) -> int:
        """Bytes, with what is not yet merged into the file."""
        return size(self.path) + size(Path(f"{self.path}-wal"))

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query gives; texts come as bytes, as they stand in the file."""
        with self._lock:
            if self._connection is not None:  # as usual: what `_connected` does, in a third of its time
                try:
                    return self._connection.execute(sql, parameters).fetchall()
                except (sqlite3.Error, UnicodeDecodeError) as error:
                    raise sqlite_file.explanation(self.path, error, KIND) from None
            with self._connected() as connection:
                return connection.execute(sql, parameters).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or, where something is raised in it, nothing."""
        with self._connected() as connection, sqlite_file.transaction(connection):
            yield connection

    def shrink(self) -> None:
        """Give the room of what was deleted back, and leave nothing of it behind; if nobody else is reading."""
        with self._connected() as connection, contextlib.suppress(sqlite3.OperationalError):
            if not connection.execute("SELECT EXISTS (SELECT 1 FROM answers)").fetchone()[0]:
                connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """More than once does no harm."""
        with self._lock:
            self._closed = True
            self.disconnect()

    def disconnect(self) -> None:
        """Close the connection; the next call opens another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def hold(self) -> None:
        """Wait until no thread is using the connection, close it, and keep everybody out."""
        self._lock.acquire()
        self.disconnect()

    def let_go(self) -> None:
        """Let threads in again after `hold`."""
        self._lock.release()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._closed:
                raise ValueError("the cache is closed")
            with sqlite_file.explained(self.path, KIND):
                if self._connection is None:
                    self._connection = opened(self.path)
                yield self._connection


# --- forks -------------------------------------------------------------------------------------------------------


class _Forks:
    """SQLite's connections do not survive a fork: before one they are all closed, and opened again when needed."""

    def __init__(self) -> None:
        self._held: list[Database] = []

    def before(self) -> None:
        _forking.acquire()
        self._held = list(_live)
        for database in self._held:
            database.hold()
        making.acquire()

    def after(self) -> None:
        """In the parent, and in the child, whose only thread is the one that holds the locks."""
        making.release()
        held, self._held = self._held, []
        for database in held:
            database.let_go()
        _forking.release()


_live = WeakSet()
_forks = _Forks()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_forks.before, after_in_parent=_forks.after, after_in_child=_forks.after)
