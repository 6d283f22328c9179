"""Opening the file of the cache: it is made if it is not there, and refused if it is something else."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

from logitext.theory import sqlite_file
from logitext.theory.llm.cache.trouble import KIND

making = threading.Lock()
"""Held while a file is made and opened."""

_PAGES = 16_384
"""The KiB of the file that a connection keeps in memory; its answers are looked up all over it."""

_ALONE = "mode=ro&immutable=1"


def opened(path: Path) -> sqlite3.Connection:
    """A connection to a cache, which is made if it is not there.

    A file that cannot be written is read. Where that cannot be shared with others, as the files beside it that sharing
    needs cannot be made, it is read as one that nobody changes, if all that was written is in it.
    """
    connection = _opened(path)
    connection.execute(f"PRAGMA cache_size = -{_PAGES}")
    return connection


def _opened(path: Path) -> sqlite3.Connection:
    with making:
        sqlite_file.make(path, KIND)
        shared, pending = Path(f"{path}-shm"), Path(f"{path}-wal")
        if not os.access(path, os.W_OK) and not shared.exists() and not size(pending):
            # SQLite would make them, as unwritable as this one, and leave them behind for those who may write.
            return sqlite_file.begun(path, _ALONE, KIND, texts=bytes)
        try:
            return sqlite_file.begun(path, "mode=rw", KIND, texts=bytes)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            if size(pending):
                raise
        return sqlite_file.begun(path, _ALONE, KIND, texts=bytes)


def size(path: Path) -> int:
    """Bytes of a file; 0 where there is none, as it may have gone just now."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
