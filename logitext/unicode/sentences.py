r"""Sentences: UAX #29, with what readers of each script expect beside it.

A sentence ends with one of the signs that Unicode has for it (Sentence_Break=STerm), such as `।`, `؟` and `。`,
whatever follows; with `.`, `!`, `?` or `…` where white space follows; and with a paragraph. Closing quotation
marks and brackets belong to it, and so do emoji. Unlike UAX #29:

- a line end alone ends no sentence, as lines are wrapped; a blank line does;
- a small letter may begin a sentence ("it was. then"), but not after `...`, nor after `!` or `?` in quotation marks
  ("“No!” he said");
- abbreviations, initials and numbers of a list end none: see `abbreviations`;
- `!` and `?` inside a word or a URL end none; `;` does in Greek, `:` in Armenian;
- an opening quotation mark after `。` opens the next sentence; dashes and colons may begin one.

>>> sentences('He said "No." Then he left, e.g. by bus. it was 3.5 km. ok?')
['He said "No."', 'Then he left, e.g. by bus.', 'it was 3.5 km.', 'ok?']
"""

from __future__ import annotations

import functools
import re

from logitext.unicode import line_ends
from logitext.unicode.abbreviations import goes_on
from logitext.unicode.database import SENTENCE_TERMINALS, ranges

_WEAK = "!?.\u2024\ufe52\u2026\u22ef\ufe19"
_WIDE_STOP = "\uff0e"
_OPENING = "(\\[{<\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\uff08\uff3b\uff5b"
_CLOSING = ")\\]}\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\u301e\u301f\uff09\uff3d\uff5d\uff63"
_QUOTES = "\"'\u2018\u2019\u201c\u201d\u201a\u201e\u2039\u203a\u00ab\u00bb"
"""Marks that open a quotation in one language and close it in another."""
_MARKDOWN = "`*_~"
_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_SIGNS = "\u00a9\u00ae\u00b2\u00b3\u00b9\u2122\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
"""Emoji and numbers of footnotes."""
_CONTINUES = ",\u055d\u060c\u060d\u07f8\u1802\u1808\u3001\ufe10\ufe11\ufe50\ufe51\uff0c\uff64"
"""The commas: with one behind it, a sentence goes on (Sentence_Break=SContinue)."""
_SAYS = "\u3068\u3063"
"""What goes on behind a quotation in Japanese, to say who said it: と, って."""


def sentences(text: str) -> list[str]:
    """The sentences of a text in their order, without the white space around them."""
    pieces: list[str] = []
    start = 0
    for end in _end().finditer(text):
        if end["paragraph"] or _ends(text, end):
            pieces.append(text[start : end.end()])
            start = end.end()
    pieces.append(text[start:])
    return [sentence for piece in pieces if (sentence := piece.strip())]


@functools.cache
def _end() -> re.Pattern[str]:
    """Where a sentence may end. Every part takes all that it can and gives nothing back, so that no text is slow."""
    strong = ranges(SENTENCE_TERMINALS) + _WIDE_STOP
    greek, armenian = "\u0370-\u03ff\u1f00-\u1fff\u0300-\u036f", "\u0531-\u058a"
    signs = rf"[{_WEAK}]++|(?<=[{greek}]);|\u037e|(?<=[{armenian}]):"
    closed = rf"(?:\[\d{{1,4}}\]|[{_CLOSING}{_QUOTES}{_MARKDOWN}{_UNSEEN}{_SIGNS}]|[ \u00a0\u202f]\u00bb(?!\S))*+"
    return re.compile(
        rf"(?P<paragraph>{line_ends.PARAGRAPH_END.pattern})"
        rf"|(?<![{_WEAK}])(?:"
        rf"(?P<strong>[{_WEAK}]*+[{strong}][{_WEAK}{strong}]*+)(?P<strict>[{_CLOSING}\"'\u2019\u201d\u203a\u00bb{_UNSEEN}{_SIGNS}]*+)"
        rf"|(?P<signs>{signs})(?P<closed>{closed})(?=\s|\Z))"
    )


@functools.cache
def _next() -> re.Pattern[str]:
    """What follows: white space, what opens a quotation, and a character."""
    return re.compile(rf"\s*+[{_OPENING}{_QUOTES}{_MARKDOWN}{_UNSEEN}]{{0,8}}+(?P<char>\S?)")


def _ends(text: str, end: re.Match[str]) -> bool:
    """Whether a sentence does end there."""
    following = _next().match(text, end.end())
    assert following is not None  # it may be empty
    char = following["char"]
    if not char:
        return True
    if char in _CONTINUES or char in _WEAK:
        return False
    if end["strong"]:
        if end["strong"] == _WIDE_STOP and (char.isdecimal() or text[max(end.start() - 1, 0)].isdecimal()):
            return following.start("char") > end.end()
        return not (end["strict"] and following.start("char") == end.end() and char in _SAYS)
    signs = end["signs"]
    if "!" in signs or "?" in signs:
        return not (char.islower() and any(quote in end["closed"] for quote in _QUOTES))
    if len(signs) > 1 or signs in "\u2026\u22ef\ufe19" or text[max(end.start() - 2, 0) : end.start()].strip() == ".":
        return not char.islower()
    return signs in ";:\u037e" or not goes_on(text, end.start(), following.start("char"))
