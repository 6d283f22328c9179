"""The layout of a policy's source."""

from __future__ import annotations

from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.printing.format import format_source
from logitext.syntax.source import Source

LINE_LENGTH = 100

_BYTE_ORDER_MARK = "\ufeff"


def formatted(text: str, name: str, line_length: int, delimiters: Delimiters) -> str:
    """A source with its annotations in the one layout; a byte-order mark stays. PolicyError."""
    body = text.removeprefix(_BYTE_ORDER_MARK)
    return text.removesuffix(body) + format_source(Source(name, body, delimiters), line_length) if body else text


def fmt(source: str, *, line_length: int = LINE_LENGTH, name: str = "<string>", delimiters: str | None = None) -> str:
    """The source of a policy with its annotations in the one layout, as `logitext fmt` writes it.

    Only spaces and line ends inside of annotations change. PolicyError if it cannot be parsed; ValueError if the
    delimiters cannot be some.

    >>> fmt("Remove {{let rude=[[is rude]]   verdict remove = rude}}.")
    'Remove {{let rude = [[is rude]] verdict remove = rude}}.'
    """
    return formatted(source, name, line_length, DEFAULT if delimiters is None else Delimiters.of(delimiters))
