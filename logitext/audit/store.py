"""Decisions by their ids, in a file or on a server. Nothing that is read there is taken on trust."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from logitext.audit.entry import AuditEntry
from logitext.audit.file import DecisionsFile
from logitext.audit.server import DecisionsServer
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.sql_server import is_server

NO_DECISION = "NLT669"

_COLUMNS = "id, made, policy, sha256, action, status, result, beside, differs"


class DecisionStore:
    """Decisions by their ids. To be closed, or used in a `with`.

    `path` is a file, which is made if it is not there, unless `writing` is false; or the URL of a PostgreSQL server.
    Every method raises InputError where it cannot be used.
    """

    def __init__(self, path: str | os.PathLike[str], *, writing: bool = True) -> None:
        self._known: set[str] = set()
        self._database = _server(str(path)) if is_server(path) else DecisionsFile(path, writing=writing)
        self.path = self._database.path
        """What it is called in messages."""

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
                int(one.differs),
            )
            for one in entries
        ]
        new = {sha256: text for sha256, text in sources.items() if sha256 not in self._known}
        with self._database.writing() as connection:
            for one in new.items():
                connection.execute("INSERT INTO policies VALUES (?, ?) ON CONFLICT DO NOTHING", one)
            for row in rows:
                connection.execute(f"INSERT INTO decisions ({_COLUMNS}) VALUES ({', '.join('?' * 9)})", row)
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
        sql = f"SELECT {_COLUMNS} FROM decisions {where}ORDER BY {self._database.NEWEST} LIMIT ?"
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
            raise self._database.damaged(f"it lacks the policy {sha256[:12]}…") from None
        return found

    def close(self) -> None:
        """More than once does no harm."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self._database.read(sql, parameters)

    def damaged(self, message: str) -> InputError:
        """The error about a decision that cannot be read."""
        return self._database.damaged(message)

    def _entry(self, row: tuple[Any, ...]) -> AuditEntry:
        """What a row says, if it is one that could have been written."""
        id, made, policy, sha256, action, status, result, of, differs = row
        try:
            data = json.loads(result)
            texts = (id, policy, sha256, action, status)
            if not (isinstance(data, dict) and isinstance(made, float) and all(isinstance(one, str) for one in texts)):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            raise self._database.damaged(f"the decision `{str(id)[:60]}` cannot be read") from None
        return AuditEntry(id, made, policy, sha256, action, status, data, of, bool(differs))


def _server(url: str) -> DecisionsServer:
    return DecisionsServer(url)
