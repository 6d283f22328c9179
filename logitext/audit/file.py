"""The file of decisions: SQLite, made for its owner alone, and trusted as little as any other file."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from logitext.syntax.diagnostics import InputError
from logitext.theory import sqlite_file
from logitext.theory.sqlite_file import Connection, Fault, FileKind

KIND = FileKind(
    0x4C54_6175,  # `LTau`
    1,
    (
        "CREATE TABLE policies (sha256 TEXT PRIMARY KEY, sources TEXT NOT NULL)",
        (
            "CREATE TABLE decisions (id TEXT PRIMARY KEY, made REAL NOT NULL, policy TEXT NOT NULL, "
            "sha256 TEXT NOT NULL, action TEXT NOT NULL, status TEXT NOT NULL, result TEXT NOT NULL, beside TEXT, "
            "differs INTEGER NOT NULL)"
        ),
        "CREATE INDEX decisions_made ON decisions (made)",
        "CREATE INDEX decisions_beside ON decisions (beside)",
    ),
    64 * 1024 * 1024,
    cannot_open=Fault("NLT667", "decisions cannot be kept in this file"),
    cannot_write=Fault("NLT667", "decisions cannot be kept in this file"),
    foreign=Fault("NLT668", "this is no file of decisions"),
    broken=Fault("NLT668", "the file of decisions is damaged"),
    tables="decisions",
    repair="take a copy that is whole; `sqlite3 FILE .recover` may save what is left",
)


_ABSENT = Fault("NLT667", "no decisions can be read")


class DecisionsFile:
    """The tables in a file. The file is made if it is not there, unless `writing` is false. InputError.

    One thread at a time works in it.
    """

    NEWEST = "made DESC, rowid DESC"
    """The order of the newest first."""

    def __init__(self, path: str | os.PathLike[str], *, writing: bool) -> None:
        self.path = str(path)
        self._path = Path(path)
        self._lock = threading.Lock()
        if writing:
            sqlite_file.make(self._path, KIND)
        elif not sqlite_file.is_there(self._path, KIND):
            raise _ABSENT.at(self._path, "there is no such file", "`logitext serve --audit FILE` writes one")
        with sqlite_file.explained(self._path, KIND):
            self._connection: Connection = (
                sqlite_file.begun(self._path, "mode=rw", KIND)
                if writing
                else sqlite_file.connected(self._path, "mode=ro", KIND, share=True)
            )
            if not sqlite_file.is_made(self._connection, self._path, KIND):
                self._connection.close()
                raise KIND.foreign.at(self._path, "it is empty")

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query gives."""
        with self._lock, sqlite_file.explained(self._path, KIND):
            return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or, where something is raised in it, nothing."""
        with self._lock, sqlite_file.explained(self._path, KIND), sqlite_file.transaction(self._connection):
            yield self._connection

    def damaged(self, message: str) -> InputError:
        """The error about what is in the tables."""
        return KIND.damaged(self._path, message)

    def close(self) -> None:
        """More than once does no harm."""
        self._connection.close()
