"""The Markdown blocks around annotations: where a line end would end one, and where the words of an item begin.

>>> blocks = Blocks(Source("p.nltc", "# A {{let a = [[a]]}}"), [Span(4, 21)])
>>> blocks.takes_one_line(4)
True
>>> Blocks(Source("p.nltc", "1. {{let a = [[a]]}}"), [Span(3, 20)]).margin("1. ", 0)
'   '
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from markdown_it import MarkdownIt

from logitext.syntax.source import Source, Span

_ON_ONE_LINE = ("heading_open", "table_open", "blockquote_open")
_SPACE = re.compile(r"[ \t]*")
_MARKERS = re.compile(r"[ \t]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)+")
_NO_TAB = re.compile(r"[^\t]")
_NO_LINE_END = re.compile(r"[^\r\n]")


class Blocks:
    """The blocks of a source. An annotation counts as a word, whatever signs of Markdown stand in it."""

    def __init__(self, source: Source, annotations: Iterable[Span]) -> None:
        self._source = source
        pieces, end = [], 0
        for span in annotations:
            pieces += [source.text[end : span.start], _NO_LINE_END.sub("x", source[span])]
            end = span.end
        tokens = _markdown().parse("".join((*pieces, source.text[end:])))
        mapped = [(token.type, token.map) for token in tokens if token.map]
        self._one = {line for kind, (first, last) in mapped if kind in _ON_ONE_LINE for line in range(first, last)}
        self._items = {first for kind, (first, _) in mapped if kind == "list_item_open"}

    def takes_one_line(self, offset: int) -> bool:
        """Whether an offset is in a heading, a table or a quotation: there a line end would end the block."""
        return self._line(offset) in self._one

    def margin(self, text: str, offset: int) -> str:
        """What a line that begins with `text` has below it, to stay in its block: as much space as before its words."""
        found = (_MARKERS if self._line(offset) in self._items else _SPACE).match(text)
        return _NO_TAB.sub(" ", found[0]) if found else ""

    def _line(self, offset: int) -> int:
        return self._source.position(offset).line - 1


@functools.cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable("inline")
