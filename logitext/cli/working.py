"""A line on the terminal that says what a command is at, while it works; nothing where there is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from logitext.report.console import console, printable


@contextmanager
def working(what: str, *, shown: bool = True) -> Iterator[Callable[[str], None]]:
    """Shows the line on standard error; what is given is called with each new one."""
    if not shown:
        yield lambda _: None
        return
    with console(error=True).status(printable(what)) as status:
        yield lambda line: status.update(printable(line))
