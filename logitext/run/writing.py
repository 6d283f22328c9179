"""Writes the files of a run, so that neither the end of the process nor a full disk leaves half a write behind."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

BALLAST = 1 << 20
"""The bytes that are set aside: they make room for the answers of calls that are under way when the disk is full."""


class Appender:
    """A file that grows. A write that fails leaves nothing behind: the file is cut to its length before it."""

    reserve: Reserve | None = None
    """The space that is given up when the disk is full. All files of the process share it."""

    def __init__(self, path: Path, size: int | None = None) -> None:
        """Open the file, or make it. `size` is the length that it is cut to; by default it keeps its length."""
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        self.size = os.fstat(self._file).st_size if size is None else size
        os.ftruncate(self._file, self.size)
        os.lseek(self._file, self.size, os.SEEK_SET)

    def write(self, data: bytes) -> None:
        """Append the data. OSError if it cannot be written; nothing is then appended."""
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
        """Make sure that all of it is on the disk."""
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
    """Space on the disk that is given up when the disk is full. `told` is then called."""

    def __init__(self, path: Path, told: Callable[[], None]) -> None:
        """Take the space. OSError if there is too little."""
        self._path = path
        self._told = told
        self._given_up = False
        path.write_bytes(bytes(BALLAST))

    def give_up(self) -> bool:
        """Free the space. False if that was done before."""
        if self._given_up:
            return False
        self._given_up = True
        self._told()
        self._path.unlink(missing_ok=True)
        return True

    def remove(self) -> None:
        """Free the space, as the run is over."""
        self._path.unlink(missing_ok=True)


def replace(path: Path, data: bytes, *, sync: bool = False) -> None:
    """Replace the content of a file. A reader finds the old content or the new, also after a crash."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)
