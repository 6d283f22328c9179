"""Where the cache is, if nobody says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

from logitext.theory.sql_server import is_server

VARIABLE = "LOGITEXT_CACHE"
"""The environment variable that names another file."""


def default_path() -> Path | str:
    """What `LOGITEXT_CACHE` names, a file or the URL of a server; else `answers.sqlite3` in the folder for caches.

    >>> from unittest import mock
    >>> with mock.patch.dict(os.environ, {VARIABLE: "mine.sqlite3"}):
    ...     str(default_path())
    'mine.sqlite3'
    """
    if named := os.environ.get(VARIABLE):
        return named if is_server(named) else Path(named)
    import platformdirs  # noqa: PLC0415  # only where no file is named

    return platformdirs.user_cache_path("logitext") / "answers.sqlite3"
