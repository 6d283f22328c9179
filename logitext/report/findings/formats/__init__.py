"""The formats of findings, a file each: the name of the file is the name of the format.

Each registers a function that makes a text of a review. The text ends in a line end, or is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from logitext.registry import Registry

if TYPE_CHECKING:
    from logitext.report.findings.review import FindingsReview

FORMATS: Registry[Callable[[FindingsReview], str]] = Registry("format of findings", "logitext.report.findings.formats")

_OF_OTHER_NAMES = {".sarif.json": "sarif", ".txt": "text"}
"""Endings of files that are not called as their format is."""


def format_of(file: str, otherwise: str) -> str:
    """The format that the name of a file asks for.

    >>> format_of("out/findings.sarif", "text"), format_of("findings", "line"), format_of("a.sarif.json", "text")
    ('sarif', 'line', 'sarif')
    """
    name = file.lower()
    endings = {**_OF_OTHER_NAMES, **{f".{name}": name for name in FORMATS.names()}}
    return next(
        (endings[ending] for ending in sorted(endings, key=len, reverse=True) if name.endswith(ending)), otherwise
    )
