r"""Names: what may stand in one, and the one spelling that a name is kept and compared in.

A name is an identifier of UAX #31: it begins with a letter or `_` and goes on with letters, marks, digits and `_`, of
any script. Numerals such as `²` and `₂` count as digits. Zero-width joiners may stand where a script needs them
(section 2.3, contexts A1, A2 and B): behind a virama, as in Sinhala and Malayalam, and the non-joiner between letters
that would join, as in Persian.

>>> [is_name(word) for word in ("ameaça", "धमकी", "คำขู่", "شده_می‌شود", "CO₂", "2nd", "a\u200cb", "x→y")]
[True, True, True, True, True, False, False, False]
>>> normal("ameac\u0327a") == "ameaça"
True
"""

from __future__ import annotations

import functools
import re

from logitext.unicode.database import JOINS_NEXT, JOINS_PREVIOUS, MARKS, VIRAMAS, ranges
from logitext.unicode.normal_form import nfc

WORD = f"[\\w{ranges(MARKS)}]"
"""A character that goes on with a name, as a class of `re`."""


@functools.cache
def properties() -> dict[str, str]:
    r"""What the grammar writes as `\p{…}`, as `re` reads it, since `re` knows no properties of characters."""
    marks = ranges(MARKS)
    joined = (
        rf"(?<=[{ranges(VIRAMAS)}])(?:\u200c(?=\w)|\u200d(?![{marks}]))"
        rf"|(?<=[{ranges(JOINS_NEXT)}\u0610-\u061a\u064b-\u065f\u0670])\u200c(?=[{ranges(JOINS_PREVIOUS)}])"
    )
    return {"XID_Start": r"[^\W\d]", "XID_Continue": WORD, "Join_Control": f"(?:{joined})"}


@functools.cache
def _name() -> re.Pattern[str]:
    own = properties()
    return re.compile(f"{own['XID_Start']}(?:{own['XID_Continue']}|{own['Join_Control']})*+")


def is_name(text: str) -> bool:
    """Whether a text has the form of a name; a word of the language has it too."""
    return _name().fullmatch(text) is not None


def speaks_of(text: str, name: str) -> bool:
    """Whether a text in NFC has a name in it as a word of its own.

    >>> speaks_of("s threatens", "s"), speaks_of("he is", "s")
    (True, False)
    """
    word = _word()
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and word.match(text[at - 1])) and not (end < len(text) and word.match(text[end])):
            return True
        at = text.find(name, at + 1)
    return False


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(WORD)


def normal(name: str) -> str:
    """The spelling that a name is kept and compared in: NFC. Upper and lower case differ."""
    return name if name.isascii() else nfc(name)
