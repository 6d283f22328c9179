"""Documents for the Python API: a file, or bytes, as the text that its reader sees."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from logitext.reading.format import FORMATS
from logitext.reading.formats import format_of, text_of
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import read_bytes


def read(document: str | os.PathLike[str] | bytes, format: Literal["auto", "text", "html", "mail"] = "auto") -> str:
    r"""The text of a document, as `logitext check --read FORMAT` reads it: HTML and mail as what their readers see.

    `document` is a file's name or its bytes. `auto` goes by the name (`.html`, `.htm`, `.eml`), and takes bytes for
    text. Nothing is fetched: pictures, frames and style sheets are left out. Results quote
    this text.

    InputError where the document cannot be read, or has another charset than it says.

    >>> read(b"<p>Caf&eacute;<br>Bar</p>", "html")
    'Caf\xe9\nBar'
    """
    name = "the bytes" if isinstance(document, bytes) else os.fspath(document)
    if format != "auto" and format not in FORMATS:
        raise InputError([Diagnostic("NLT601", f"there is no format `{format}`", hint="auto, text, html or mail")])
    chosen = format if format != "auto" else "text" if isinstance(document, bytes) else format_of(name)
    try:
        return text_of(document if isinstance(document, bytes) else read_bytes(Path(name)), chosen)
    except ValueError as error:
        raise InputError([Diagnostic("NLT601", f"cannot read the text {name}: {error}")]) from None
