"""Writing a text file that a user named: as a whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a file in UTF-8: a reader sees the old file or the new one, and a crash leaves one of them.

    A link stays a link, and a file keeps its mode. What is no regular file (a pipe, /dev/stdout) is written into as it
    stands. OSError where it cannot be written.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        return
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
