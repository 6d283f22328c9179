"""The cache of answers: a file that threads and processes share.

>>> import tempfile
>>> from logitext.theory.recording.key import digest
>>> components = {"endpoint": "https://e/v1", "model": "m", "texts": {"post": "5f…"},
...               "clause": {"name": "rude", "wording": "is rude", "sort": "Bool"}}
>>> with tempfile.TemporaryDirectory() as folder, Cache(f"{folder}/answers.sqlite3") as cache:
...     cache.put_many([CacheEntry(digest(components), components, {"value": True}, {"calls": 1})])
...     print(cache.get_many([digest(components)])[digest(components)].answer)
...     print(cache.nearest(components | {"model": "n"}).differs)
{'value': True}
('model',)
"""

from __future__ import annotations

import os
import string
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from logitext.theory.llm.cache import trouble
from logitext.theory.llm.cache.call import CachedCall, CallReader, packed_call
from logitext.theory.llm.cache.database import Database
from logitext.theory.llm.cache.entry import ALL, CacheEntry, Info, NearestEntry, Selection, column
from logitext.theory.llm.cache.nearest import nearest
from logitext.theory.llm.cache.row import (
    COLUMNS,
    CachedAnswer,
    CacheRow,
    canonical,
    entry_of,
    kept_of,
    object_of,
    redacted,
    reply_of,
    request_of,
    row_of,
)
from logitext.theory.llm.cache.secret import Secrets
from logitext.theory.llm.cache.server import CacheServer
from logitext.theory.llm.cache.summary import rows, summary
from logitext.theory.sql_server import is_server

if TYPE_CHECKING:
    from logitext.policy.sorts import Sort

SHORTEST_PREFIX = 4
"""Characters of a key that must at least be given."""

_WANTED = f"SELECT {COLUMNS} FROM answers WHERE "
_CALL = "SELECT answers FROM calls WHERE key = ?"
_INSERT = (
    f"INSERT INTO answers ({', '.join(CacheRow._fields[:-2])}, call) "
    f"VALUES ({', '.join('?' * len(CacheRow._fields[:-2]))}, ?) ON CONFLICT (key) DO NOTHING"
)
_INSERT_CALL = "INSERT INTO calls (key) VALUES (NULL)"
_INSERT_BODY = (
    "INSERT INTO bodies VALUES (?, CAST(? AS {0}), CAST(? AS {0})) "
    "ON CONFLICT (id) DO UPDATE SET request = excluded.request, reply = excluded.reply"
)
_BODIES = "SELECT request, reply FROM bodies WHERE id = (SELECT call FROM answers WHERE id = ?)"
_INSERT_SERVER = (
    "INSERT INTO servers VALUES (?, ?, ?, ?) "
    "ON CONFLICT (endpoint, model) DO UPDATE SET capabilities = excluded.capabilities, created = excluded.created"
)


class Cache:
    """Answers by the digest of all that can change them. To be closed, or used in a `with`.

    `path` is a file, or the URL of a PostgreSQL server (`postgresql://user@host/database`). The file, and its folders,
    are made if they are not there, for their owner's eyes only; so are the tables in a server. With `redact` nothing of
    a document's text is written: neither request nor reply, no quotation, no reason, and no answer of the sort Text,
    which is text of the document. What that costs: such answers are asked again each time, verdicts from the cache
    come without evidence, and nothing shows later what exactly was asked. What is kept already stays. `secrets`
    are the keys in use; where one occurs in a request or a reply, a mask is written.

    Every method raises InputError where the file cannot be used: it is something else, it is damaged, it cannot be
    read. A file that cannot be written can still be read; `put_many`, `remember`, `clear` and `forget` raise then.
    """

    def __init__(self, path: str | os.PathLike[str], *, redact: bool = False, secrets: Iterable[str] = ()) -> None:
        self._secrets = Secrets(secrets)
        self._redact = redact
        self._database = CacheServer(str(path)) if is_server(path) else Database(path)

    @property
    def path(self) -> Path | str:
        """The file; the URL of a server without its password."""
        return self._database.path

    # --- answers -------------------------------------------------------------------------------------------------

    def get_many(self, keys: Sequence[str]) -> dict[str, CacheEntry]:
        """The entries with these keys, as far as there are any, without requests and replies; one query for all."""
        where, parameters = self._database.among(keys)
        found = (entry_of(row) for row in self._database.read(_WANTED + where, parameters))
        return {entry.key: entry for entry in found if entry is not None}

    def answers(self, wanted: Mapping[str, Sort]) -> dict[str, CachedAnswer]:
        """The answers with these keys, each of its sort, as far as there are any; one query for all."""
        found = {}
        where, parameters = self._database.among(list(wanted))
        for row in self._database.read(_WANTED + where, parameters):
            digest = row[0].decode("ascii", "replace")
            if digest in wanted and (kept := kept_of(row, wanted[digest])) is not None:
                found[digest] = kept
        return found

    def call(self, key: bytes, read: CallReader) -> CachedCall | None:
        """The answers of a call with this key; None where they were not kept together."""
        for (packed,) in self._database.read(_CALL, [key]):
            return read(key, packed)
        return None

    def put_many(self, entries: Sequence[CacheEntry], call: bytes | None = None) -> None:
        """Keep all of these entries, or, where InputError is raised, none.

        `call` is the key of the call that these entries answer, and no others: they are then kept together besides.
        An entry that is there already stays as it is, so that whoever has seen its answer sees no other later, not
        even where two processes have asked at once. A row that is not valid is replaced.

        ValueError where an entry is none, or holds what never may be kept: a refusal, a failure, a secret.
        """
        new = {row.key: row for row in reversed(list(self._rows(entries)))}
        calls: dict[tuple[bytes | None, bytes | None], int] = {}
        added = 0
        if not new:
            return
        with self._database.writing() as connection:
            where, parameters = self._database.among(list(new))
            there = connection.execute(_WANTED + where, parameters).fetchall()
            valid = {entry.key for entry in map(entry_of, there) if entry is not None}
            if len(valid) < len(there):
                _delete(connection, *self._database.among(list(new.keys() - valid)))
            for row in reversed(new.values()):
                if row.key not in valid:
                    body = row.request, row.reply
                    if body not in calls and (call is not None or body != (None, None)):
                        calls[body] = self._begun(connection, *body)
                    added += connection.execute(_INSERT, [*row[:-2], calls.get(body)]).rowcount
            if call is not None and added == len(entries) and len(calls) == 1:  # else some are of other calls
                connection.execute("DELETE FROM calls WHERE key = ?", [call])
                together = packed_call(call, list(reversed(new.values())))
                connection.execute(
                    "UPDATE calls SET key = ?, answers = ? WHERE id = ?", [call, together, *calls.values()]
                )

    def _begun(self, connection: Any, request: bytes | None, reply: bytes | None) -> int:
        """The id of a call, with its bodies."""
        connection.execute(_INSERT_CALL)
        at: int = connection.execute(f"SELECT {self._database.LAST}").fetchall()[0][0]
        if request is not None or reply is not None:
            connection.execute(_INSERT_BODY.format(self._database.BYTES), [at, request, reply])
        return at

    def _rows(self, entries: Iterable[CacheEntry]) -> Iterator[CacheRow]:
        for entry in entries:
            self._secrets.refuse("an entry's components", entry.components)
            if entry.request is not None:
                self._secrets.refuse("a request", {**self._secrets.masked(entry.request), "endpoint": None})
            kept = replace(
                entry,
                answer=self._secrets.masked(entry.answer),
                request=self._secrets.masked(entry.request),
                reply=self._secrets.masked(entry.reply),
            )
            one = redacted(kept) if self._redact else kept
            if one is not None:
                yield row_of(one)

    def nearest(self, components: Mapping[str, Any]) -> NearestEntry | None:
        """The entry that shares the most with these components, and what differs; None where there is none."""
        return nearest(self._database, components)

    # --- servers -------------------------------------------------------------------------------------------------

    def capabilities(self, endpoint: str, model: str, *, within: float | None = None) -> Mapping[str, Any] | None:
        """What a model's server was found able to do; None where that is not known, or not from the last `within` s."""
        sql = "SELECT capabilities, created FROM servers WHERE endpoint = ? AND model = ?"
        for data, created in self._database.read(sql, [column(endpoint), column(model)]):
            try:
                if within is None or 0 <= time.time() - created <= within:
                    return object_of(data)
            except (ValueError, TypeError, AttributeError, RecursionError):  # to be found out again
                return None
        return None

    def remember(self, endpoint: str, model: str, capabilities: Mapping[str, Any]) -> None:
        """Keep what a model's server was found able to do just now, in the place of what was known before."""
        self._secrets.refuse("capabilities", {**capabilities, "endpoint": endpoint})
        row = [column(endpoint), column(model), canonical(capabilities), time.time()]
        with self._database.writing() as connection:
            connection.execute(_INSERT_SERVER, row)

    def forget(self, endpoint: str | None = None, model: str | None = None) -> int:
        """Forget what servers can do: of all models, or of these. How many they were."""
        where, parameters = Selection(endpoint=endpoint, model=model).where()
        with self._database.writing() as connection:
            forgotten: int = connection.execute(f"DELETE FROM servers WHERE {where}", parameters).rowcount
        return forgotten

    # --- the whole -----------------------------------------------------------------------------------------------

    def info(self) -> Info:
        """What is in it. All of it is read and checked."""
        return summary(self._database)

    def entries(self, selection: Selection = ALL, *, full: bool = False) -> Iterator[CacheEntry]:
        """The valid entries of a selection, the last that was put first; with request and reply if `full`.

        They are read as they are taken, so there may be more than memory holds.
        """
        for at, *row, has_body in rows(self._database, *selection.where()):
            if (entry := entry_of(row)) is not None:
                yield self._with_bodies(entry, at) if full and has_body else entry

    def entry(self, prefix: str) -> CacheEntry:
        """The entry whose key begins so, with request and reply. InputError where it is none, or not the only one."""
        prefix = prefix.lower()
        if len(prefix) < SHORTEST_PREFIX or not set(prefix) <= set(string.hexdigits):
            hint = f"give at least its first {SHORTEST_PREFIX} characters, which are 0 to 9 and a to f"
            raise trouble.no_entry(self.path, "this is no key of an entry", hint)
        sql = f"SELECT id, {COLUMNS} FROM answers WHERE key >= ? AND key < ? ORDER BY key LIMIT 2"
        found = self._database.read(sql, [prefix, f"{prefix}g"])
        if not found:
            raise trouble.no_entry(
                self.path, f"no entry has the key `{prefix}`", "`logitext cache list` shows the keys"
            )
        if len(found) > 1:
            raise trouble.no_entry(self.path, f"several keys begin with `{prefix}`", "give more of the key")
        at, *row = found[0]
        entry = entry_of(row)
        if entry is None:
            hint = "it is not used, and replaced when its answer is asked again"
            raise trouble.no_entry(self.path, f"the entry `{prefix}` is not valid", hint)
        return self._with_bodies(entry, at)

    def _with_bodies(self, entry: CacheEntry, at: int) -> CacheEntry:
        for request, reply in self._database.read(_BODIES, [at]):
            return replace(entry, request=request_of(request), reply=reply_of(reply))
        return entry

    def count(self, selection: Selection = ALL) -> int:
        """How many rows of a selection `clear` would delete, those that are not valid included."""
        where, parameters = selection.where()
        count: int = self._database.read(f"SELECT count(*) FROM answers WHERE {where}", parameters)[0][0]
        return count

    def clear(self, selection: Selection = ALL) -> int:
        """Delete the entries of a selection. How many they were.

        Nothing of them stays in the file; where another process is reading just then, once the last has closed it.
        """
        with self._database.writing() as connection:
            deleted = _delete(connection, *selection.where())
        if deleted:
            self._database.shrink()
        return deleted

    def close(self) -> None:
        """Close the file; more than once does no harm."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _delete(connection: Any, where: str, parameters: Sequence[Any]) -> int:
    of_them = f"id IN (SELECT call FROM answers WHERE {where})"
    connection.execute(f"UPDATE calls SET key = NULL, answers = NULL WHERE {of_them}", parameters)
    deleted: int = connection.execute(f"DELETE FROM answers WHERE {where}", parameters).rowcount
    for table in ("bodies", "calls"):  # what other answers of a call need stays
        connection.execute(f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM answers WHERE call = {table}.id)")
    return deleted
