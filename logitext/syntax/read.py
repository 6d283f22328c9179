"""Reading a text file that a user named: bounded, decoded strictly, never from something that blocks."""

from __future__ import annotations

import stat
from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read: a policy or a document beyond it is a mistake."""


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, without a byte-order mark; line ends as they are.

    ValueError, with a message for people that does not repeat the path, where it cannot be read.
    """
    return decode(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, one more than MAX_BYTES at most. ValueError as for `read_text`."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ValueError("it is a directory, not a file")
        # What the shell has opened for us (`<(command)`) has a writer; another FIFO may wait for one for ever.
        opened = path.as_posix().startswith("/dev/fd/") or path.as_posix() == "/dev/stdin"
        if not opened and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISCHR(mode) or stat.S_ISBLK(mode)):
            raise ValueError("it is no regular file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ValueError("there is no such file") from None
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror or error}") from None


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8, a byte-order mark dropped. ValueError where it is none, or longer than MAX_BYTES."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // (1024 * 1024)} MiB")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"it is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}, line {line}; save it as UTF-8"
        ) from None
