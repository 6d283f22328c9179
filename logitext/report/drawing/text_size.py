"""Text in pictures: how wide they are at most, where they break, and where they are cut.

No font is known where a picture is made, so widths are those of DejaVu Sans and DejaVu Sans Mono, which are as wide as
the usual fonts come: what fits by them fits in Helvetica, Arial, Segoe UI, Menlo and Consolas.
"""

from __future__ import annotations

import unicodedata

from logitext.report.console import printable

ELLIPSIS = "…"

_MONOSPACE = 0.61
_OTHER_LETTER = 1.1
_WIDEST = 1.25
_CLASSES = (
    (0.33, " ,.·’'ijlIJ"),
    (0.42, "/:;\\|f-()[]t!r"),
    (0.54, '"*_`“”sz?'),
    (0.64, "ßcLFkvxyPTYoaehnuESbdgpq$0123456789{}"),
    (0.76, "KAVXZBRCUNH"),
    (0.87, "DG&OQw#+<=>^~M"),
    (1.0, "%mW@…"),
)
_WIDTHS = {character: width for width, characters in _CLASSES for character in characters}


def width(text: str, size: float, *, monospace: bool = False) -> float:
    """The most that a line of text is wide, in the unit of `size`, which is the height of the font.

    >>> width("ill", 10) < width("mmm", 10)
    True
    """
    return size * sum(_em(character, monospace) for character in text)


def wrap(text: str, room: float, lines: int, size: float, *, monospace: bool = False) -> list[str]:
    """The text in at most so many lines, each at most `room` wide, the last with `…` where there is more.

    Control characters are shown as escapes. A word that is wider than a line is broken, a name rather after one of
    `_.(`.

    >>> wrap("what somebody says", 60, 2, 10)
    ['what', 'somebod…']
    """
    rest = " ".join(printable(text).split())
    found: list[str] = []
    while rest:
        fitting = _fitting(rest, room, size, monospace)
        if fitting == len(rest):
            return [*found, rest]
        if len(found) == lines - 1:
            fitting = _fitting(rest, room - width(ELLIPSIS, size, monospace=monospace), size, monospace)
            return [*found, rest[:fitting].rstrip() + ELLIPSIS]
        end = rest.rfind(" ", 1, fitting + 1)
        if end < 0:
            end = max(rest.rfind(sign, fitting // 3, fitting) for sign in "_.(") + 1 or fitting
        found.append(rest[:end])
        rest = rest[end:].lstrip()
    return found


def cut(text: str, most: int) -> str:
    """The text in one line of at most so many characters, the last a `…` where there is more.

    >>> cut("what somebody says", 10)
    'what some…'
    """
    shown = " ".join(printable(text).split())
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + ELLIPSIS


def _em(character: str, monospace: bool) -> float:
    """The width of a character for a font of height 1."""
    if character.isascii() and monospace:
        return _MONOSPACE
    if character in _WIDTHS:
        return max(_WIDTHS[character], _MONOSPACE) if monospace else _WIDTHS[character]
    narrow = character.isalpha() and unicodedata.east_asian_width(character) not in "WF"
    return _OTHER_LETTER if narrow else _WIDEST


def _fitting(text: str, room: float, size: float, monospace: bool) -> int:
    """How many characters of a text fit into a line, at least one."""
    for count, character in enumerate(text):
        room -= size * _em(character, monospace)
        if room < 0:
            return max(count, 1)
    return len(text)
