"""Files that are never trusted: what is seen of one is of one moment."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from logitext.theory import sqlite_file
from logitext.theory.sqlite_file import Fault, FileKind

_FAULT = Fault("NLT530", "it is wrong")
KIND = FileKind(7, 1, ("CREATE TABLE a (b)",), 1000, _FAULT, _FAULT, _FAULT, _FAULT, "a test", "delete it")


def test_tables_that_are_made_meanwhile_are_not_half_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    sqlite_file.make(path, KIND)
    assert path.stat().st_mode & 0o777 == 0o600
    tried: list[str] = []

    def make_tables(statement: str) -> None:
        if "application_id" in statement and not tried:
            tried.append(statement)
            with (
                contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other,
                contextlib.suppress(sqlite3.OperationalError),
                sqlite_file.transaction(other),
            ):
                sqlite_file.make_tables(other, KIND)

    with contextlib.closing(sqlite_file.connected(path, "mode=ro", KIND)) as connection:
        connection.set_trace_callback(make_tables)
        assert not sqlite_file.is_made(connection, path, KIND)
    assert tried
    with contextlib.closing(sqlite_file.connected(path, "mode=rw", KIND)) as connection:
        with sqlite_file.transaction(connection):
            if not sqlite_file.is_made(connection, path, KIND):
                sqlite_file.make_tables(connection, KIND)
        assert sqlite_file.is_made(connection, path, KIND)
