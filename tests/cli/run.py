"""Runs the command line as its user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import forking

_AT_START = ("PYTHON", "LC_", "LANG")
"""What Python reads when it starts, so that a fork comes too late for it."""


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


def logitext(*arguments: str | Path, cwd: Path, stdin: str | bytes = "", env: dict[str, str] | None = None) -> Ran:
    """Run `logitext ARGUMENTS` and wait for it."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    words = [str(argument) for argument in arguments]
    around = {**os.environ, "COLUMNS": "100", **(env or {})}
    if forking.REAL in os.environ or any(name.startswith(_AT_START) for name in env or ()):
        command = [sys.executable, "-m", "logitext", *words]
        done = subprocess.run(command, cwd=cwd, input=given, capture_output=True, timeout=600, env=around)
        status, out, err = done.returncode, done.stdout, done.stderr
    else:
        ended = forking.run(words, cwd=cwd, env=around, stdin=given)
        status, out, err = ended.status, ended.out, ended.err
    ran = Ran(status, out.decode(), err.decode())
    assert "Traceback" not in ran.err + ran.out
    return ran
