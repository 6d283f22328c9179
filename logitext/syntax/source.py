r"""Source text, and places in it.

Everything in Logitext that can be pointed at carries a :class:`Span` of offsets; the :class:`Source` turns one into
lines and columns. Offsets and columns count code points, lines and columns count from 1.

>>> source = Source("greeting.nltc", "one\ntwo three")
>>> source.position(8)
Position(line=2, column=5)
>>> source.line(2)
'two three'
"""

from __future__ import annotations

import bisect
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from logitext.syntax.delimiters import DEFAULT, Delimiters, Own, own

_LINE_END = re.compile(r"\r\n|\r|\n")


class Span(NamedTuple):
    """A half-open range of offsets, `start <= end`."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`."""
        return Span(self.start, other.end)


class Position(NamedTuple):
    """A place as a reader counts it: both from 1, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Source:
    """A named text. `name` is what messages show: a path as the user gave it, or `<string>`.

    `given` are the delimiters of a policy that names none in its first line.
    """

    name: str
    text: str = field(repr=False)
    given: Delimiters = field(default=DEFAULT, repr=False)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal; and of the delimiters that it is read with from outside."""
        outside = "" if self.own.found or self.given == DEFAULT else f"\0{self.given}"
        return hashlib.sha256((self.text + outside).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def own(self) -> Own:
        """What the text itself says of its delimiters."""
        return own(self.text)

    @property
    def delimiters(self) -> Delimiters:
        """The delimiters of a policy: its own, or those that are given."""
        return self.own.found or self.given

    def with_text(self, text: str) -> Source:
        """Another text under this name, read in the way that this one is."""
        return Source(self.name, text, self.delimiters)

    def position(self, offset: int) -> Position:
        """The line and column of an offset; one past the end is the end of the last line."""
        line = bisect.bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, without its line end."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def in_one_line(self, span: Span) -> str:
        """What stands in a range, with one space between its words."""
        return " ".join(self[span].split())
