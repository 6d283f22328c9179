"""What the dumps of all stages write in the same way."""

from __future__ import annotations

import json
from collections.abc import Iterator

from logitext.report.console import printable
from logitext.syntax.source import Source, Span


def lines(every: Iterator[str]) -> str:
    return "".join(line + "\n" for line in every)


def quoted(text: str) -> str:
    """Text between quotes, on one line, with nothing in it that is not seen."""
    return printable(json.dumps(text, ensure_ascii=False))


def place(source: Source, span: Span) -> str:
    """`3:5-3:17`: line and column of the start, and of what comes after the end."""
    (line, column), (last, end) = source.position(span.start), source.position(span.end)
    return f"{line}:{column}-{last}:{end}"
