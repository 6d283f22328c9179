"""Opens files, standard input and URLs as streams of bytes. A name that ends in `.gz` is unpacked."""

from __future__ import annotations

import gzip
import importlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from logitext.syntax.diagnostics import Diagnostic, InputError

STDIN = "-"


class Opened:
    """A file that can be opened. `once` says that this works only once, as for standard input."""

    def __init__(self, name: str, make: Callable[[], BinaryIO], size: int | None, *, once: bool = False) -> None:
        self.name = name
        self.once = once
        self._make = make
        self._size = size
        self._counted: _Counted | None = None

    def open(self) -> BinaryIO:
        """The stream, unpacked, from its beginning. OSError if the file cannot be opened."""
        self._counted = _Counted(self._make())
        raw: BinaryIO = cast("BinaryIO", io.BufferedReader(self._counted, 1 << 16))
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if self.name.lower().endswith(".gz") else raw

    def seekable(self) -> BinaryIO:
        """The stream for a reader that jumps within the file. OSError if the file cannot be opened."""
        return self._make()

    def share(self) -> float | None:
        """The share of the bytes that was read, from 0 to 1. None if the size is not known."""
        if self._size is None or self._counted is None:
            return None
        return min(1.0, self._counted.count / self._size) if self._size else 1.0


class _Counted(io.RawIOBase):
    """A stream that counts the bytes that were read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read1(len(buffer)) if hasattr(self._stream, "read1") else self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed and self._stream is not sys.stdin.buffer:
            self._stream.close()
        super().close()


def is_url(name: str) -> bool:
    """Whether a name is a URL, such as `s3://bucket/messages.parquet`."""
    scheme, colon, _ = name.partition("://")
    return bool(colon) and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()


def opened(name: str) -> Opened:
    """The file of this name. InputError if it is a URL, and fsspec is not installed or does not know the protocol."""
    if name == STDIN:
        return Opened("standard input", lambda: cast("BinaryIO", sys.stdin.buffer), None, once=True)
    if is_url(name):
        files, path = file_system(name)
        return Opened(name, lambda: cast("BinaryIO", files.open(path, "rb")), files.size(path))
    return Opened(name, lambda: Path(name).open("rb"), _size(name))


def file_system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path within it. InputError as for `opened`."""
    fsspec = needed("fsspec", url)
    try:
        files, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:  # a protocol that it does not know, or one that needs another package
        raise InputError([Diagnostic("NLT640", f"cannot read {url}: {error}")]) from None
    return files, path


def needed(package: str, name: str, extra: str = "data") -> Any:
    """The package, imported, which an extra installs. InputError if it is not installed."""
    try:
        return importlib.import_module(package)
    except ImportError:
        message = f"{name} needs the package `{package.partition('.')[0]}`, which is not installed"
        hint = f"install the extra `{extra}`: `pip install 'logitext[{extra}]'`"
        raise InputError([Diagnostic("NLT648", message, hint=hint)]) from None


def _size(name: str) -> int | None:
    try:
        return os.stat(name).st_size  # noqa: PTH116  # the name of a pipe, too
    except OSError:
        return None
