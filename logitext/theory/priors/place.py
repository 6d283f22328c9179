"""Where learned priors are kept, if nobody says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

from logitext.theory.llm.cache.place import default_path as cache_path

VARIABLE = "LOGITEXT_PRIORS_FILE"
"""The environment variable that names another file."""


def default_path() -> Path:
    """The file that `LOGITEXT_PRIORS_FILE` names; else `priors.sqlite3` beside the cache of answers.

    >>> from unittest import mock
    >>> with mock.patch.dict(os.environ, {VARIABLE: "mine.sqlite3"}):
    ...     default_path().name
    'mine.sqlite3'
    """
    if named := os.environ.get(VARIABLE):
        return Path(named)
    cache = cache_path()
    if isinstance(cache, str):  # a server
        import platformdirs  # noqa: PLC0415  # only where no file is named

        return platformdirs.user_cache_path("logitext") / "priors.sqlite3"
    return cache.with_name("priors.sqlite3")
