"""Where the cache is, if nobody says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "LOGITEXT_CACHE"
"""The environment variable that names another file."""


def default_path() -> Path:
    """The file that `LOGITEXT_CACHE` names; else `answers.sqlite3` in the user's folder for caches.

    >>> from unittest import mock
    >>> with mock.patch.dict(os.environ, {VARIABLE: "mine.sqlite3"}):
    ...     default_path().name
    'mine.sqlite3'
    """
    if named := os.environ.get(VARIABLE):
        return Path(named)
    import platformdirs  # here, as a command that is told the file has no need of it

    return platformdirs.user_cache_path("logitext") / "answers.sqlite3"
