"""The difference between a file and what it would be."""

from __future__ import annotations

import difflib
import re

import click
from rich.text import Text

from logitext.report.console import console, printable


def show_diff(name: str, text: str, new: str) -> None:
    """Print a unified diff: in colours on a terminal, elsewhere as `patch` takes it."""
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", one) for one in (text, new))
    on_terminal = console()
    for line in difflib.unified_diff(before, after, name, name):
        content, end = (line[:-1], "") if line.endswith("\n") else (line, "\n\\ No newline at end of file")
        if on_terminal.is_terminal:
            style = next((style for start, style in _STYLES.items() if line.startswith(start)), "")
            on_terminal.print(Text(printable(content.rstrip("\r")) + end, style), soft_wrap=True)
        else:
            click.echo(content + end)


_STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
