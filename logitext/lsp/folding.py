"""What an editor may fold away: sections of prose, and annotations of several lines."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from logitext.lsp.analysis import Analysis
from logitext.syntax.outline import Outline
from logitext.syntax.tree import Annotation


def folds(analysis: Analysis) -> Iterator[types.FoldingRange]:
    """The folds of a file, each of at least two lines; empty lines at the end of a section stay outside."""
    source = analysis.source

    def fold(start: int, end: int, kind: types.FoldingRangeKind | None) -> Iterator[types.FoldingRange]:
        first, last = source.position(start).line - 1, source.position(end).line - 1
        if last > first:
            yield types.FoldingRange(first, last, kind=kind)

    for section in Outline(analysis.document).sections():
        written = source.text[section.start : section.end].rstrip()
        yield from fold(section.start, section.start + len(written), types.FoldingRangeKind.Region)
    for part in analysis.document.parts:
        if isinstance(part, Annotation):
            yield from fold(part.span.start, part.span.end, None)
