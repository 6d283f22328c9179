"""How files look from outside, so that a change is noticed without reading them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[tuple[int, int, int] | None, ...]
"""For each file when it was changed, in nanoseconds, its size and its inode; None where there is none."""


def stamp_of(files: Iterable[Path]) -> Stamp:
    """The stamp of some files; two that differ tell that one of them was changed."""
    found: list[tuple[int, int, int] | None] = []
    for file in files:
        try:
            about = file.stat()
        except OSError:
            found.append(None)
        else:
            found.append((about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(found)
