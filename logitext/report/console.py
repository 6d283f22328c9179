"""The terminal: one console for results on standard output, one for all else on standard error.

What comes from outside (policies, documents, models) is shown with its control characters made visible, so that it
cannot move the cursor, change colours or hide text.
"""

from __future__ import annotations

import io
import os
import sys

from rich.console import Console, RenderableType

PIPE_WIDTH = 100
"""Columns where there is no terminal and no COLUMNS."""


def console(*, error: bool = False) -> Console:
    """A console on standard output or error: colours only on a terminal and without NO_COLOR; no markup."""
    return Console(file=sys.stderr if error else sys.stdout, markup=False, highlight=False, emoji=False)


def to_text(renderable: RenderableType, width: int | None = None) -> str:
    """Plain text of what a console would print, without trailing spaces; COLUMNS is its width where none is given."""
    if width is None:
        columns = os.environ.get("COLUMNS", "")
        width = max(40, int(columns)) if columns.isdecimal() and len(columns) < 5 else PIPE_WIDTH
    plain = Console(width=width, color_system=None, markup=False, highlight=False, emoji=False, force_terminal=False)
    with plain.capture() as capture:
        plain.print(renderable)
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


def to_html(renderable: RenderableType) -> str:
    """What the console prints as HTML, with its colours, for a notebook."""
    recorder = Console(
        file=io.StringIO(),
        record=True,
        width=PIPE_WIDTH,
        color_system="truecolor",
        markup=False,
        highlight=False,
        emoji=False,
    )
    recorder.print(renderable)
    return recorder.export_html(inline_styles=True, code_format='<pre style="white-space:pre">{code}</pre>')


def printable(text: str) -> str:
    """Text in one line, with control and formatting characters as escapes; tabs and line ends as spaces."""
    return "".join(
        character
        if character.isprintable()
        else " "
        if character in "\t\n\r\v\f\u2028\u2029\u00a0"
        else f"\\x{ord(character):02x}"
        if ord(character) < 256
        else f"\\u{ord(character):04x}"
        for character in text
    )
