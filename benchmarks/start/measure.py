"""One start: the modules that it imports, and its processor time."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

HEAVY = (
    "z3",
    "openai",
    "aiohttp",
    "httpx2",
    "pydantic",
    "networkx",
    "jinja2",
    "lark",
    "yaml",
    "rich",
    "re2",
    "markdown_it",
    "pygments",
    "platformdirs",
    "asyncio",
    "sqlite3",
    "email",
    "importlib.metadata",
    "tomllib",
)
"""Packages that take long to import, and that only some commands need."""

_FINE = (0, 1, 3)
"""Statuses of a command that did its work: a verdict may be a violation, or undetermined."""

_LINE = re.compile(r"import time:\s+\d+ \|\s+\d+ \|\s*(\S+)")


class Start(NamedTuple):
    """What a start came to: `own` counts the modules of Logitext, `ratio` is to a Python that does nothing."""

    name: str
    modules: int
    own: int
    heavy: tuple[str, ...]
    seconds: float
    ratio: float


def imported(words: Sequence[str]) -> list[str]:
    """The modules that a Python with these arguments imports, in their order. RuntimeError if it fails."""
    told = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, "-X", "importtime", *words], check=False, **told)  # type: ignore[call-overload]  # it takes these
    if done.returncode not in _FINE:
        raise RuntimeError(f"{' '.join(words)} ends with status {done.returncode}: {done.stderr[-300:]}")
    return _LINE.findall(done.stderr)


def layers(modules: Sequence[str]) -> list[str]:
    """The layers of Logitext among modules, in the order of the alphabet."""
    return sorted({one.split(".")[1] for one in modules if one.startswith("logitext.")})


def seconds(words: Sequence[str], repeats: int) -> float:
    """The least processor time of a Python with these arguments."""
    return min(_once(words) for _ in range(repeats))


def _once(words: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        [sys.executable, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        pass  # it is waited for
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start(name: str, words: Sequence[str], repeats: int, nothing: float) -> Start:
    """Measure a start; `nothing` is the time of a Python that does nothing."""
    modules = imported(words)
    own = sum(one.partition(".")[0] == "logitext" for one in modules)
    took = seconds(words, repeats)
    return Start(name, len(modules), own, tuple(one for one in HEAVY if one in modules), took, took / nothing)
