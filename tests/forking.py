"""Commands in processes of their own that begin with everything imported.

A start of `logitext check` takes ten times as long as what most tests let it do. So one process imports the package,
and each command is a fork of it: with its own memory, files, environment and exit status. What a start itself does is
left to the tests that start a process; `pytest --real-commands` has all commands start one.

As a script this is the process that is forked. It reads one request a line, and writes how the command ended.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

REAL = "TESTS_START_COMMANDS"
"""The environment variable that `pytest --real-commands` sets."""

SECONDS = 600
"""After which a command that hangs is ended."""


# --- in the tests ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status (below 0: the signal that ended it), and what it wrote."""

    status: int
    out: bytes
    err: bytes


class _Forks:
    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def run(self, request: dict[str, Any]) -> int:
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                atexit.register(self._end, self._process)
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    @staticmethod
    def _end(process: subprocess.Popen[str]) -> None:
        with process:
            pass


_forks = _Forks()


def run(
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: bytes = b"",
    together: bool = False,
    seconds: int = SECONDS,
) -> Ended:
    """Run `logitext ARGUMENTS`. With `together` its standard error goes where its output goes, in the order of both.

    After so many `seconds` it is ended.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, out, err = (Path(folder) / name for name in ("in", "out", "err"))
        given.write_bytes(stdin)
        files = [str(given), str(out), str(out if together else err)]
        request = {"arguments": list(arguments), "cwd": str(cwd), "env": dict(env), "files": files, "seconds": seconds}
        status = _forks.run(request)
        return Ended(status, out.read_bytes(), b"" if together else err.read_bytes())


# --- in the process that is forked -------------------------------------------------------------------------------


def _import_all() -> None:
    package = importlib.import_module("logitext")
    for module in pkgutil.walk_packages(package.__path__, "logitext."):
        # What needs the packages of others is not what a command needs.
        apart = module.name.startswith(("logitext.bench", "logitext.integrations.", "logitext.run.cluster.on_ray"))
        if not apart and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("scipy.stats")  # imported where it is used, and slowly
    package.loads("{{let a = [[a]] verdict v = a}}")  # the grammar is read


def _serve() -> None:
    _import_all()
    assert threading.active_count() == 1  # a thread would be missing in each fork
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            _become(request)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _become(request: dict[str, Any]) -> NoReturn:
    """Be the command: nothing of the process that was forked is seen by it."""
    status = 1
    try:
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        for number, path in enumerate(request["files"]):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND if number else os.O_RDONLY, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin = _stream(0)
        sys.stdout = _stream(1)
        sys.stderr = _stream(2)
        sys.argv = ["logitext", *request["arguments"]]
        sys.path.insert(0, request["cwd"])
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.alarm(request["seconds"])
        status = _status()
        threading._shutdown()  # type: ignore[attr-defined]  # as the interpreter does at its end
        atexit._run_exitfuncs()
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001  # a fork must not go on as the process that was forked
        traceback.print_exc()
    finally:
        os._exit(status)


def _stream(number: int) -> io.TextIOWrapper:
    """A standard stream as Python makes it, but that nothing is kept back: both outputs are in their order."""
    raw = io.FileIO(number, "w" if number else "r", closefd=False)
    if not number:
        return io.TextIOWrapper(io.BufferedReader(raw), "utf-8")
    errors = "backslashreplace" if number == 2 else "strict"
    return io.TextIOWrapper(raw, "utf-8", errors, write_through=True)


def _status() -> int:
    from logitext.cli.main import main

    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of the tests
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with its tests, and they hear of it
    _serve()
