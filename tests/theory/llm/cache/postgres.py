"""A PostgreSQL server for tests: the one that LOGITEXT_POSTGRES names, or one that is started where it is installed."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

VARIABLE = "LOGITEXT_POSTGRES"
"""The URL of a database whose schema `logitext` tests may drop."""


def _programs() -> Path | None:
    """The folder of `initdb` and `postgres`."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


def missing() -> str | None:
    """Why there is no server; None where there is one."""
    if not all(map(importlib.util.find_spec, ("sqlalchemy", "psycopg"))):
        return "the extra `postgres` is not installed"
    if not os.environ.get(VARIABLE) and _programs() is None:
        return "PostgreSQL is not installed"
    return None


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The URL of a server while it runs. Skips the test where there is none."""
    if named := os.environ.get(VARIABLE):
        yield named
        return
    programs = _programs()
    if programs is None or missing() is not None:
        pytest.skip(missing() or "")
    user: int | None = None
    if os.geteuid() == 0:  # PostgreSQL refuses to be root's
        try:
            user = pwd.getpwnam("postgres").pw_uid
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user `postgres`")
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        if user is not None:
            os.chown(folder, user, -1)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        data = f"{folder}/data"
        made: list[str | Path] = [
            programs / "initdb",
            "-N",
            "-D",
            data,
            "-U",
            "logitext",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run(made, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        options = ["-F", "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options], user=user, cwd=folder, stderr=subprocess.DEVNULL
        )
        try:
            ready: list[str | Path] = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
            while process.poll() is None and subprocess.run(ready, check=False).returncode != 0:
                threading.Event().wait(0.05)
            yield f"postgresql://logitext@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)  # it waits for no client
            process.wait(60)


def emptied(url: str) -> str:
    """The URL of a server without a cache."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP SCHEMA IF EXISTS logitext CASCADE"))
    engine.dispose()
    return url
