"""Records as the command shows them, for `print` and for notebooks."""

from __future__ import annotations

from logitext.records.shown import Shown
from logitext.report.console import to_html, to_text
from logitext.report.recorded.shown import render


def text(record: Shown) -> str:
    """A record as text."""
    return to_text(render(record)).rstrip("\n")


def html(record: Shown) -> str:
    """A record as HTML."""
    return to_html(render(record))
