"""Strings and file names from outside, as other tools can take them."""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath


def whole(text: str) -> str:
    r"""Text that UTF-8 can write: surrogates, which only broken file names and escapes have, are written as `\udc80`.

    >>> whole("caf\udce9.nltc")
    'caf\\udce9.nltc'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def is_file(name: str) -> bool:
    """Whether the name of a source is that of a file, and not `<stdin>` or `<string>`."""
    return not (name.startswith("<") and name.endswith(">"))


def path_of(name: str) -> str:
    """The path of a source as other tools expect it: slashes, no `.`, and relative where it lies in this folder.

    >>> path_of("./policies//chat.nltc")
    'policies/chat.nltc'
    """
    try:
        path = Path(os.path.normpath(name))
        path = path.relative_to(Path.cwd()) if path.is_absolute() else path
    except (OSError, ValueError):  # it lies elsewhere, or this folder is gone
        path = Path(name)
    return PureWindowsPath(path).as_posix() if os.name == "nt" else str(path)
