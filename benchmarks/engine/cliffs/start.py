"""How long the command and the library take to start, beside a Python that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.engine.cliffs.measure import Row, measured

REPEATS = 5

STARTS = (
    ("python", ("-c", "pass")),
    ("click", ("-c", "import click")),
    ("--version", ("-m", "logitext", "--version")),
    ("--help", ("-m", "logitext", "--help")),
    ("check --help", ("-m", "logitext", "check", "--help")),
    ("import logitext", ("-c", "import logitext")),
    ("loads", ("-c", "import logitext; logitext.loads('{{verdict v = true}}')")),
    ("check", ("-c", "import logitext; logitext.loads('{{verdict v = true}}').check()")),
)


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def rows() -> Iterator[Row]:
    """Each start is a process of its own."""
    for name, words in STARTS:

        def start(words: tuple[str, ...] = words) -> None:
            for _ in range(REPEATS):
                subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)

        shown = " ".join(("python", *words))
        yield measured(f"start, {name}", f"a process: `{shown}`", start, each=REPEATS, clock=_of_children)
