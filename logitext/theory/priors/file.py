"""The file of learned priors, opened for a moment.

Every use opens it anew and closes it, so threads, forks and processes share it without a word. SQLite's own journal
keeps each transaction whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from logitext.theory import sqlite_file
from logitext.theory.priors.schema import APPLICATION, DEFINITIONS, VERSION
from logitext.theory.sqlite_file import Fault, FileKind

KIND = FileKind(
    APPLICATION,
    VERSION,
    DEFINITIONS,
    16 * 1024 * 1024,
    cannot_open=Fault("NLT535", "learned priors cannot be kept in this file"),
    cannot_write=Fault("NLT535", "learned priors cannot be kept in this file"),
    foreign=Fault("NLT536", "this is no file of learned priors"),
    broken=Fault("NLT536", "the file of learned priors is damaged"),
    tables="learned priors",
    repair="delete the file, and learn anew from recordings, results or the cache",
)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection to read with; None where there is no file or an empty one. InputError if it is something else."""
    if "\0" in str(path) or not sqlite_file.is_there(path, KIND):
        yield None
        return
    with sqlite_file.explained(path, KIND), closing(sqlite_file.connected(path, "mode=ro", KIND)) as connection:
        yield connection if sqlite_file.is_made(connection, path, KIND) else None


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it is kept, or, where something is raised in it, nothing. The file is made if need be."""
    sqlite_file.make(path, KIND)
    with (
        sqlite_file.explained(path, KIND),
        closing(sqlite_file.connected(path, "mode=rw", KIND)) as connection,
        sqlite_file.transaction(connection),
    ):
        if not sqlite_file.is_made(connection, path, KIND):
            sqlite_file.make_tables(connection, KIND)
        yield connection
