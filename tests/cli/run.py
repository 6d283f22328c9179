"""Runs the command line as its user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


def logitext(*arguments: str | Path, cwd: Path, stdin: str | bytes = "", env: dict[str, str] | None = None) -> Ran:
    """Run `logitext ARGUMENTS` and wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", "logitext", *map(str, arguments)],
        cwd=cwd,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=600,
        env={**os.environ, "COLUMNS": "100", **(env or {})},
    )
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.err + ran.out
    return ran
