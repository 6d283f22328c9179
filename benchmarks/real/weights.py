"""The file that holds a model's weights: that it is what it is said to be, before anything reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path

_MAGIC = b"GGUF"


class WeightsError(Exception):
    """The file is not what was asked for; the message says what it is instead."""


def verified(file: Path, expected: str | None) -> str:
    """The SHA-256 of a GGUF file. WeightsError where it is none, or another one than expected (hex digits)."""
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(_MAGIC))
            opened.seek(0)
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(f"cannot read {file}: {error.strerror or error}") from None
    if begins != _MAGIC:
        raise WeightsError(
            f"{file} is no GGUF file: it begins with {begins!r}; other formats have to be converted first"
        )
    if expected is not None and found != expected.strip().lower():
        raise WeightsError(f"{file} has the SHA-256 {found}, not {expected.strip().lower()}: it is another file")
    return found
