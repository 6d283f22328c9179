"""Where a picture of a policy goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

F = TypeVar("F", bound=str)


def put(target: str, by_suffix: Mapping[str, F], format: F, shown: Callable[[F], str]) -> None:
    """Print what is shown in a format, or write it to a file in the format that its name says.

    InputError where that cannot be done; a file is written whole or not at all.
    """
    import sys
    from pathlib import Path

    from logitext.cli.output import write_file

    if target == "-":
        sys.stdout.write(shown(format))
    else:
        path = Path(target)
        write_file(path, shown(by_suffix.get(path.suffix.lower(), format)))
