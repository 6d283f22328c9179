r"""A text brought to one spelling, with the way back to its original.

Unicode lets one text be spelled in several ways: é is one character (NFC) or a letter and an accent (NFD), a line ends
with LF or with CR LF. Patterns and quotations look at one spelling, and what they find is cut from the original.

>>> mapped = normal("Un de\u0301bile\u0301\r\nne lit rien.\r\n")
>>> mapped.text
'Un débilé\nne lit rien.'
>>> mapped.span(3, 9), mapped.cut(3, 9) == "de\u0301bile\u0301"
((3, 11), True)
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from logitext.unicode import line_ends
from logitext.unicode.normal_form import is_nfc, nfc

MappedPiece: TypeAlias = tuple[int, int, int, int]
"""Characters that took the place of others: start and end in the text, start and end in the original."""

Edit: TypeAlias = tuple[int, int, str]
"""A change: start and end in the original, and what is put there."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text made from an original. Outside of `pieces`, the two have the same number of characters.

    `pieces` are in order. `below` says how the original was made from another one, where it was.
    """

    text: str
    made_from: str
    pieces: tuple[MappedPiece, ...] = ()
    below: Mapped | None = None

    @property
    def original(self) -> str:
        """The text that all this began with."""
        return self.made_from if self.below is None else self.below.original

    def span(self, start: int, end: int) -> tuple[int, int]:
        r"""The place in the original that `text[start:end]` stands for; a piece counts whole if a part of it is there.

        >>> replaced("a--b", [(1, 3, "\u2014")]).span(1, 2)
        (1, 3)
        >>> soft = replaced("zo\u00adrp", [(2, 3, "")])
        >>> soft.span(0, 4), soft.span(0, 2), soft.span(2, 4)
        ((0, 5), (0, 2), (3, 5))
        """
        if self.pieces:
            start, end = (self._first(start), self._last(end)) if start < end else (self._last(end),) * 2
        return (start, end) if self.below is None else self.below.span(start, end)

    def cut(self, start: int, end: int) -> str:
        """What the original says where this text says `text[start:end]`."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def then(self, later: Mapped) -> Mapped:
        r"""What `later` makes of this text, as a mapping of the original.

        >>> both = normal("A\u0308rger").then(replaced("Ärger", [(0, 1, "Ae")]))
        >>> both.text, both.span(0, 1)
        ('Aerger', (0, 2))
        """
        if not self.pieces and self.below is None:
            return Mapped(later.text, self.made_from, later.pieces)
        return Mapped(later.text, later.made_from, later.pieces, self)

    def _first(self, at: int) -> int:
        """The place in the original of the first character of a span that begins at `at`."""
        number = bisect_right(self.pieces, at, key=_start) - 1
        if number < 0:
            return at
        _, end, origin, rest = self.pieces[number]
        return origin if at < end else rest + at - end

    def _last(self, at: int) -> int:
        """The place in the original behind the last character of a span that ends at `at`."""
        number = bisect_left(self.pieces, at, key=_start) - 1
        if number < 0:
            return at
        _, end, _, rest = self.pieces[number]
        return rest if at <= end else rest + at - end


_start = itemgetter(0)


def replaced(original: str, edits: Iterable[Edit]) -> Mapped:
    """The text with each edit made: what stands from `start` to `end` becomes the replacement. Edits are in order."""
    parts: list[str] = []
    pieces: list[MappedPiece] = []
    at = length = 0
    for start, end, replacement in edits:
        parts += (original[at:start], replacement)
        length += start - at
        if len(replacement) != end - start or end - start > 1:  # marks that change places stand for each other together
            pieces.append((length, length + len(replacement), start, end))
        length += len(replacement)
        at = end
    parts.append(original[at:])
    return Mapped("".join(parts), original, tuple(pieces))


def normal(text: str) -> Mapped:
    r"""The text in NFC, with a line feed for each line end, and without its last line end.

    Costs nothing for a text that is so already; the last few that were not are kept.

    >>> normal("a\r\nb\u2028c\n").text
    'a\nb\nc'
    """
    return Mapped(normal_text(text), text) if _is_usual(text) else _normal(text)


def normal_text(text: str) -> str:
    """The text of `normal` alone, without the map to the original."""
    if not _is_usual(text):
        return _normal(text).text
    return text[:-1] if text[-1:] == "\n" else text


def _is_usual(text: str) -> bool:
    return text.isascii() and "\r" not in text and "\v" not in text and "\f" not in text


@functools.lru_cache(maxsize=8)
def _normal(text: str) -> Mapped:
    end = line_ends.last(text)
    edits = itertools.chain(
        compositions(text), _line_ends(text, end), [(end, len(text), "")] if end < len(text) else []
    )
    return replaced(text, sorted(edits))


def _line_ends(text: str, end: int) -> Iterator[Edit]:
    """Line ends that are no line feed, before the text's last one."""
    return ((found.start(), found.end(), "\n") for found in _OTHER_ENDS.finditer(text, 0, end))


_OTHER_ENDS = re.compile("\r\n|[" + line_ends.CHARACTERS.replace("\n", "") + "]")


# --- NFC ---------------------------------------------------------------------------------------------------------


def compositions(text: str) -> Iterator[Edit]:
    r"""What NFC changes in a text, piece by piece: a character with its marks, as short as it can be.

    >>> list(compositions("cafe\u0301, the\u0301")) == [(3, 5, "é"), (9, 11, "é")]
    True
    """
    if is_nfc(text):
        return
    for run in _FOREIGN.finditer(text):
        if is_nfc(run[0]):
            continue
        composed = [(start, end, nfc(text[start:end])) for start, end in _characters(run)]
        whole = nfc(run[0])
        if "".join(replacement for _, _, replacement in composed) != whole:  # a character that joins as a mark would
            composed = [(*run.span(), whole)]
        yield from (edit for edit in composed if edit[2] != text[edit[0] : edit[1]])


_FOREIGN = re.compile(r"[\x20-\x7e]?[^\x00-\x7f\x85\u2028\u2029]+")
"""What can change: characters that are not ASCII, and one before them that a mark may join. No line end is in it."""


def _characters(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The places of characters with the marks that follow each."""
    start = run.start()
    for at, char in enumerate(run[0][1:], run.start() + 1):
        if not _joins(char):
            yield start, at
            start = at
    yield start, run.end()


def _joins(char: str) -> bool:
    """Whether a character may compose with the one before it: a mark, or a vowel or final consonant of Hangul."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"
