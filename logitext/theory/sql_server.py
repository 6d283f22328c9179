"""A PostgreSQL server that keeps tables of ours, for processes on several machines; trusted as little as a file.

The tables are in a schema of their own, `logitext`. SQLAlchemy keeps the connections, psycopg speaks to the server:
both come with the extra `postgres`. Each kind of tables says what it is with a `Tables`.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.sqlite_file import Fault

SCHEMES = ("postgresql://", "postgres://", "postgresql+psycopg://")

SCHEMA = "logitext"
_SECONDS = 15
"""How long a connection may take to come about."""

_live: WeakSet[SqlServer] = WeakSet()


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of one kind. `words` is what they are in messages, such as "a cache".

    `last` is the one that is made last, `lock` the number of the lock under which they are made. `format` is the table
    that holds their `version`, one row with one number. The faults: the server cannot be used, cannot be written to,
    and has other tables.
    """

    words: str
    statements: tuple[str, ...]
    last: str
    format: str
    version: int
    lock: int
    cannot_open: Fault
    cannot_write: Fault
    foreign: Fault


def is_server(name: str | os.PathLike[str]) -> bool:
    """Whether a place is named by the URL of a server.

    >>> is_server("postgresql://cache.example/logitext"), is_server("answers.sqlite3")
    (True, False)
    """
    return isinstance(name, str) and name.startswith(SCHEMES)


def named(path: str | os.PathLike[str]) -> str:
    """What a place is called in messages: a server without the password in its URL.

    >>> named("postgresql://me:secret@cache.example/logitext")
    'postgresql://me:***@cache.example/logitext'
    """
    return _PASSWORD.sub(r"\1***@", path) if isinstance(path, str) and is_server(path) else os.fspath(path)


_PASSWORD = re.compile(r"(://[^/@]*?:)[^@]*@")


class SqlServer:
    """Tables on a server, which are made where they are not there. InputError where it cannot be used.

    `texts` is what texts come as.
    """

    def __init__(self, url: str, tables: Tables, *, texts: type[bytes | str] = str) -> None:
        self._tables, self._texts = tables, texts
        alchemy, made = _needed("sqlalchemy", tables), _needed("sqlalchemy.engine", tables)
        _needed("psycopg", tables)
        try:
            parsed = made.make_url(url).set(drivername="postgresql+psycopg")
        except Exception:  # noqa: BLE001  # whatever it says may quote the password
            raise _fault(tables.cannot_open, url.partition("://")[0], "its URL cannot be read") from None
        self.path = parsed.render_as_string(hide_password=True).replace("+psycopg", "", 1)
        """What it is called in messages: without the password."""
        self._text = alchemy.text
        self._errors = alchemy.exc.SQLAlchemyError
        options = {"options": f"-csearch_path={SCHEMA}", "connect_timeout": _SECONDS}
        self._engine = alchemy.create_engine(parsed, pool_pre_ping=True, connect_args=options)
        self._closed = False
        _live.add(self)
        try:
            self._make()
        except BaseException:
            self._engine.dispose()
            raise

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query gives."""
        with self._explained(self._tables.cannot_open), self._engine.connect() as connection:
            return _Connection(self._text, connection, self._texts).execute(sql, parameters).fetchall()

    @contextmanager
    def writing(self) -> Iterator[_Connection]:
        """One transaction: all of it is kept, or, where something is raised in it, nothing."""
        with self._explained(self._tables.cannot_write), self._engine.begin() as connection:
            yield _Connection(self._text, connection, self._texts)

    def close(self) -> None:
        """More than once does no harm."""
        self._closed = True
        self._engine.dispose()

    def forked(self) -> None:
        """In a forked child: leave the parent's connections alone, and make others."""
        self._engine.dispose(close=False)

    def _make(self) -> None:
        """Make the tables where they are not there."""
        tables = self._tables
        with self._explained(tables.cannot_open), self._engine.connect() as connection:
            there = connection.execute(self._text(f"SELECT to_regclass('{SCHEMA}.{tables.last}')")).scalar()
        if there is None:
            with self._explained(tables.cannot_write), self._engine.begin() as connection:
                connection.execute(self._text(f"SELECT pg_advisory_xact_lock({tables.lock})"))
                for statement in tables.statements:
                    connection.execute(self._text(statement))
                if connection.execute(self._text(f"SELECT count(*) FROM {tables.format}")).scalar() == 0:
                    connection.execute(self._text(f"INSERT INTO {tables.format} VALUES ({tables.version})"))
        found = self.read(f"SELECT version FROM {tables.format}")
        if found != [(tables.version,)]:
            message = f"its tables in the schema `{SCHEMA}` are of another version of Logitext"
            raise _fault(tables.foreign, self.path, message)

    @contextmanager
    def _explained(self, fault: Fault) -> Iterator[None]:
        if self._closed:
            raise ValueError(f"{self._tables.words} is closed")
        try:
            yield
        except self._errors as error:
            said = str(getattr(error, "orig", None) or error).strip().splitlines()
            raise _fault(fault, self.path, said[0][:300] if said else type(error).__name__) from None


class _Connection:
    """A connection that takes SQL as SQLite's do, with `?` for each parameter."""

    def __init__(self, text: Any, connection: Any, texts: type[bytes | str]) -> None:
        self._text = text
        self._connection = connection
        self._texts = texts

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> _Rows:
        """The rows of a statement, or how many it has changed."""
        parts = sql.split("?")
        assert len(parts) == len(parameters) + 1
        named = "".join([f"{part}:p{number}" for number, part in enumerate(parts[:-1])]) + parts[-1]
        given = {f"p{number}": _storable(value) for number, value in enumerate(parameters)}
        return _Rows(self._connection.execute(self._text(named), given), self._texts)


def _storable(value: Any) -> Any:
    """A value as PostgreSQL takes it: the character NUL, which its texts cannot hold, as an escape."""
    return value.replace("\0", "\\x00") if isinstance(value, str) else value


class _Rows:
    def __init__(self, result: Any, texts: type[bytes | str]) -> None:
        self._result = result
        self._texts = texts

    @property
    def rowcount(self) -> int:
        count: int = self._result.rowcount
        return count

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows."""
        if self._texts is str:
            return [tuple(row) for row in self._result]
        return [tuple([one.encode() if isinstance(one, str) else one for one in row]) for row in self._result]


def _needed(module: str, tables: Tables) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        message = f"{tables.words} in PostgreSQL needs the package `{package}`, which is not installed"
        hint = "install the extra `postgres`: `pip install 'logitext[postgres]'`"
        raise InputError([Diagnostic(tables.cannot_open.code, message, hint=hint)]) from None


def _fault(fault: Fault, name: str, message: str) -> InputError:
    """The error about a server."""
    hint = "see that the server runs, and that the user may use it; or name a file"
    return InputError([Diagnostic(fault.code, f"{fault.words}: {name}: {message}", hint=hint)])


def _after_fork() -> None:
    for one in list(_live):
        with contextlib.suppress(Exception):
            one.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
