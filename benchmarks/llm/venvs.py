"""The other packages, each in a virtual environment of its own: they are no dependency of this project."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 480
"""Seconds that an installation may take."""


@dataclass(frozen=True, slots=True)
class Other:
    """A package to compare with: what is installed for it, and the module of `peers` that runs it."""

    name: str
    module: str
    requirements: tuple[str, ...]

    def python(self, folder: Path) -> Path:
        """Its interpreter."""
        return folder / self.name / "bin" / "python"


OTHERS = (
    Other("inspect_ai", "inspect_generate", ("inspect-ai", "openai")),
    Other("lotus", "lotus_filter", ("lotus-ai",)),
)


def install(folder: Path) -> Iterator[str]:
    """Install what is not there yet. A line for each says what came of it."""
    for other in OTHERS:
        if other.python(folder).with_name(_DONE).exists():
            continue
        yield f"installing {', '.join(other.requirements)} into {folder / other.name}"
        commands = (
            [sys.executable, "-m", "venv", str(folder / other.name)],
            [str(other.python(folder)), "-m", "pip", "install", "--quiet", *other.requirements],
        )
        try:
            for command in commands:
                subprocess.run(command, check=True, capture_output=True, text=True, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            yield f"{other.name} does not install here: not within {_PATIENCE} s"
        except subprocess.CalledProcessError as error:
            said = [line for line in error.stderr.splitlines() if line.startswith("ERROR")] or [str(error)]
            yield f"{other.name} does not install here: {said[-1]}"
        else:
            other.python(folder).with_name(_DONE).touch()


_DONE = "installed-for-benchmarks"
