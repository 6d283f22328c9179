"""A file that one process holds at a time."""

from __future__ import annotations

import os
from typing import IO


def hold(file: IO[str]) -> bool:
    """Hold the file until it is closed; False where another process does. The system lets go where a process ends."""
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # of that system
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
