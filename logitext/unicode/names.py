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
import unicodedata

from logitext.unicode.database import JOINS_NEXT, JOINS_PREVIOUS, MARKS, VIRAMAS, ranges
from logitext.unicode.normal_form import nfc

WORD = f"[\\w{ranges(MARKS)}]"
"""A character that goes on with a name, as a class of `re`."""


@functools.cache
def properties() -> dict[str, str]:
    r"""What the grammar writes as `\p{…}`, as `re` reads it, since `re` knows no properties of characters."""
    marks = ranges(MARKS)
    joined = (
        f"(?<=[{ranges(VIRAMAS)}])(?:\u200c(?=\\w)|\u200d(?![{marks}]))"
        f"|(?<=[{ranges(JOINS_NEXT)}\u0610-\u061a\u064b-\u065f\u0670])\u200c(?=[{ranges(JOINS_PREVIOUS)}])"
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


def unlike(word: str, other: str) -> str | None:
    r"""What tells two names apart that look the same, in code points; None where they differ to the eye.

    >>> unlike("thre\u0430t", "threat"), unlike("treat", "threat")
    ('U+0430 is not U+0061', None)
    """
    pairs = [(one, two) for one, two in zip(word, other, strict=False) if one != two]
    if len(word) == len(other) and pairs and all(_script(one) != _script(two) for one, two in pairs):
        return ", ".join(dict.fromkeys(f"U+{ord(one):04X} is not U+{ord(two):04X}" for one, two in pairs))
    unseen = [char for char in word + other if unicodedata.category(char) in ("Cf", "Mn") and _script(char) is None]
    seen = ["".join(char for char in name if char not in unseen) for name in (word, other)]
    if unseen and word != other and seen[0] == seen[1]:
        points = ", ".join(dict.fromkeys(f"U+{ord(char):04X}" for char in unseen))
        return f"one of them has {points}, which cannot be seen"
    return None


def _script(char: str) -> str | None:
    """About the script of a letter; None of what is no letter."""
    return unicodedata.name(char, "?").split(" ")[0] if char.isalpha() else None


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(WORD)


def normal(name: str) -> str:
    """The spelling that a name is kept and compared in: NFC. Upper and lower case differ."""
    return name if name.isascii() else nfc(name)
