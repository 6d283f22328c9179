"""Findings with the lines that they are about, drawn by rich."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from logitext.report.diagnostics import render_one
from logitext.syntax.diagnostics import Diagnostic


def renderable(found: Sequence[Diagnostic], tables: Sequence[str]) -> RenderableType:
    """Findings and tables for a terminal; print it with `soft_wrap=True`."""
    return Group(*map(render_one, found), *map(Text, tables))


def plain(found: Sequence[Diagnostic]) -> str:
    """Findings as plain text, each followed by an empty line."""
    lines = "".join(render_one(one).plain + "\n" for one in found).split("\n")
    return "\n".join(line.rstrip() for line in lines)
