"""Files that a run writes: what was written is there whatever ends the process, and a full disk costs nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

BALLAST = 1 << 20
"""Bytes that are set aside, so that a full disk still takes the answers of calls that are under way."""


class Appender:
    """A file that grows. Each write is whole or not there: what an error left of one is cut off."""

    reserve: Reserve | None = None
    """What to give up for space; of all files of the process."""

    def __init__(self, path: Path, size: int | None = None) -> None:
        """`size` is how much of a file that is there counts; the rest is cut off. All of it by default."""
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        self.size = os.fstat(self._file).st_size if size is None else size
        os.ftruncate(self._file, self.size)
        os.lseek(self._file, self.size, os.SEEK_SET)

    def write(self, data: bytes) -> None:
        """Add to the file. OSError where that cannot be done; nothing is then added."""
        try:
            self._write(data)
        except OSError as error:
            self._cut()
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or self.reserve is None or not self.reserve.give_up():
                raise
            try:
                self._write(data)
            except OSError:
                self._cut()
                raise
        self.size += len(data)

    def sync(self) -> None:
        """Have all of it reach the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._file, left) :]

    def _cut(self) -> None:
        os.ftruncate(self._file, self.size)
        os.lseek(self._file, self.size, os.SEEK_SET)


class Reserve:
    """Space on the disk that is given up when there is no more; `told` then hears of it."""

    def __init__(self, path: Path, told: Callable[[], None]) -> None:
        """OSError where there is no space for it."""
        self._path = path
        self._told = told
        self._given_up = False
        path.write_bytes(bytes(BALLAST))

    def give_up(self) -> bool:
        """Free the space. False where that was done before."""
        if self._given_up:
            return False
        self._given_up = True
        self._told()
        self._path.unlink(missing_ok=True)
        return True

    def remove(self) -> None:
        """The run is over."""
        self._path.unlink(missing_ok=True)


def replace(path: Path, data: bytes, *, sync: bool = False) -> None:
    """Put data in the place of a file: a reader, and whoever comes after a crash, finds the old or the new."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)
