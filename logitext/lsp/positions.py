"""Places in a source as editors count them: lines and columns from 0, columns in units of an encoding."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from lsprotocol import types
from pygls import uris

from logitext.syntax.source import Source, Span

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]


@dataclass(frozen=True, slots=True)
class Positions:
    r"""The places of one source.

    >>> places = Positions(Source("p", "one\ntwo \U0001f600 three"), "utf-16")
    >>> places.offset(types.Position(1, 6)), places.position(9)
    (9, 1:6)
    """

    source: Source
    encoding: Encoding

    def position(self, offset: int) -> types.Position:
        """The position of an offset."""
        place = self.source.position(offset)
        start = offset - (place.column - 1)
        return types.Position(place.line - 1, self._units(self.source.text[start:offset]))

    @staticmethod
    def uri(name: str) -> str:
        """The address of a file; a name that is an address already stays as it is."""
        return (
            name
            if "://" in name or name.startswith("untitled:")
            else uris.from_fs_path(str(Path(name).absolute())) or name
        )

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: types.Position) -> int:
        """The offset of a position; the end of its line, or of the text, where there is no such place."""
        text = self.source.text
        lines = self.source.position(len(text)).line
        if position.line >= lines:
            return len(text)
        start = self._start(position.line + 1)
        units = 0
        for offset, character in enumerate(self.source.line(position.line + 1), start):
            if units >= position.character:
                return offset
            units += self._units(character)
        return start + len(self.source.line(position.line + 1))

    def span(self, range: types.Range) -> Span:
        """The span of a range."""
        return Span(self.offset(range.start), self.offset(range.end))

    def _start(self, line: int) -> int:
        """Where a line begins."""
        low, high = 0, len(self.source.text)
        while low < high:
            middle = (low + high) // 2
            if self.source.position(middle).line < line:
                low = middle + 1
            else:
                high = middle
        return low

    def _units(self, text: str) -> int:
        match self.encoding:
            case "utf-32":
                return len(text)
            case "utf-8":
                return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(ord(character) > 0xFFFF for character in text)
