"""The file of decisions: SQLite, made for its owner alone, and trusted as little as any other file."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from logitext.audit.entry import AuditEntry
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory import sqlite_file
from logitext.theory.sqlite_file import Connection, Fault, FileKind

NO_DECISION = "NLT669"

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

_COLUMNS = "id, made, policy, sha256, action, status, result, beside, differs"


class DecisionStore:
    """Decisions by their ids. To be closed, or used in a `with`; one thread at a time works in it.

    The file is made if it is not there, unless `writing` is false. Every method raises InputError where the file cannot
    be used.
    """

    def __init__(self, path: str | os.PathLike[str], *, writing: bool = True) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._known: set[str] = set()
        if writing:
            sqlite_file.make(self.path, KIND)
        elif not sqlite_file.is_there(self.path, KIND):
            raise KIND.cannot_open.at(self.path, "there is no such file")
        with sqlite_file.explained(self.path, KIND):
            self._connection: Connection = (
                sqlite_file.begun(self.path, "mode=rw", KIND)
                if writing
                else sqlite_file.connected(self.path, "mode=ro", KIND, share=True)
            )
            if not sqlite_file.is_made(self._connection, self.path, KIND):
                self._connection.close()
                raise KIND.foreign.at(self.path, "it is empty")

    def put(self, entries: Sequence[AuditEntry], sources: Mapping[str, str]) -> None:
        """Keep these decisions, all or none. `sources` are the texts of their policies, by version, as JSON."""
        rows = [
            (
                one.id,
                one.made,
                one.policy,
                one.sha256,
                one.action,
                one.status,
                json.dumps(one.result, ensure_ascii=False),
                one.of,
                one.differs,
            )
            for one in entries
        ]
        new = {sha256: text for sha256, text in sources.items() if sha256 not in self._known}
        with self._connected() as connection, sqlite_file.transaction(connection):
            connection.executemany("INSERT OR IGNORE INTO policies VALUES (?, ?)", new.items())
            connection.executemany(f"INSERT INTO decisions VALUES ({', '.join('?' * 9)})", rows)
        self._known |= new.keys()

    def get(self, id: str) -> AuditEntry:
        """The decision with this id. InputError where there is none."""
        rows = self._read(f"SELECT {_COLUMNS} FROM decisions WHERE id = ?", id)
        if not rows:
            message = f"there is no decision `{id[:100]}`"
            hint = "the `id` stands in the answer of the service, and in its log"
            raise InputError([Diagnostic(NO_DECISION, message, Source(str(self.path), ""), None, hint)])
        return self._entry(rows[0])

    def beside(self, id: str) -> AuditEntry | None:
        """The decision that another version of the policy came to beside this one; None where there is none."""
        rows = self._read(f"SELECT {_COLUMNS} FROM decisions WHERE beside = ? LIMIT 1", id)
        return self._entry(rows[0]) if rows else None

    def newest(self, limit: int, *, policy: str | None = None, action: str | None = None) -> Iterator[AuditEntry]:
        """The last decisions, the newest first: of one policy, or with one action, where that is given.

        With None as well as with names, what was decided beside others is among them.
        """
        conditions = {"policy = ?": policy, "action = ?": action}
        wanted = {condition: value for condition, value in conditions.items() if value is not None}
        where = f"WHERE {' AND '.join(wanted)} " if wanted else ""
        sql = f"SELECT {_COLUMNS} FROM decisions {where}ORDER BY made DESC, rowid DESC LIMIT ?"
        for row in self._read(sql, *wanted.values(), limit):
            yield self._entry(row)

    def sources(self, sha256: str) -> list[dict[str, str]]:
        """The texts of a version of a policy: name, text and delimiters of each file. InputError where it is gone."""
        rows = self._read("SELECT sources FROM policies WHERE sha256 = ?", sha256)
        try:
            found = json.loads(rows[0][0])
            if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
                raise TypeError
        except (IndexError, ValueError, TypeError, RecursionError):
            raise KIND.damaged(self.path, f"it lacks the policy {sha256[:12]}…") from None
        return found

    def close(self) -> None:
        """More than once does no harm."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self._lock, sqlite_file.explained(self.path, KIND):
            yield self._connection

    def _read(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self._connected() as connection:
            return connection.execute(sql, parameters).fetchall()

    def _entry(self, row: tuple[Any, ...]) -> AuditEntry:
        """What a row says, if it is one that could have been written."""
        id, made, policy, sha256, action, status, result, of, differs = row
        try:
            data = json.loads(result)
            texts = (id, policy, sha256, action, status)
            if not (isinstance(data, dict) and isinstance(made, float) and all(isinstance(one, str) for one in texts)):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            raise KIND.damaged(self.path, f"the decision `{str(id)[:60]}` cannot be read") from None
        return AuditEntry(id, made, policy, sha256, action, status, data, of, bool(differs))
