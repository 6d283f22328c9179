r"""Texts without their disguises: look-alikes, invisible characters, other widths and cases become what they look like.

Each character becomes its compatibility form in lower case (NFKC, case folded); what is invisible is removed (Unicode's
default ignorables); a decimal digit is the ASCII digit of its value, and what looks like ASCII becomes that (UTS #39;
`make_confusables` says how). The same is done to the literal characters of a pattern, so that what folds to the same
fits.

>>> mapped = folded("He said: Ｚ\u043e\u00adrp!")
>>> mapped.text, mapped.cut(9, 13) == "Ｚ\u043e\u00adrp"
('he said: zorp!', True)
"""

from __future__ import annotations

import functools
import re
import unicodedata

from logitext.unicode.confusables import CONFUSABLES
from logitext.unicode.mapped import Mapped, compositions, normal, replaced
from logitext.unicode.normal_form import nfc


def folded(text: str) -> Mapped:
    """The text as :func:`normal` has it, folded.

    >>> folded("ПАЙПАЛ").text == folded("пайпал").text
    True
    """
    mapped = normal(text)
    if mapped.text.isascii():
        return mapped.then(Mapped(mapped.text.lower(), mapped.text))
    return _folded(text)


@functools.lru_cache(maxsize=8)
def _folded(text: str) -> Mapped:
    mapped = normal(text)
    other_length = [char for char in set(mapped.text) if len(fold_character(char)) != 1]
    if other_length:
        places = re.finditer(f"[{''.join(map(re.escape, other_length))}]", mapped.text)
        pieces = replaced(mapped.text, ((at.start(), at.end(), fold_character(at[0])) for at in places)).pieces
    else:
        pieces = ()
    mapped = mapped.then(Mapped(mapped.text.translate(_FOLDED), mapped.text, pieces))
    return mapped.then(replaced(mapped.text, compositions(mapped.text)))


@functools.lru_cache(maxsize=4096)
def fold_character(char: str) -> str:
    r"""What one character becomes; nothing for an invisible one.

    >>> [fold_character(char) for char in "aZß\u200b٣ёВ"]
    ['a', 'z', 'ss', '', '3', 'ë', 'b']
    """
    if char.isascii():
        return char.lower()
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    if "\uac00" <= small <= "\ud7a3":  # a syllable of Hangul, whose letters look like nothing in ASCII
        return small
    return nfc("".join(map(_looks, unicodedata.normalize("NFD", small))))


def _looks(char: str) -> str:
    """What a small letter, a mark or another character looks like."""
    if IGNORABLE.match(char):
        return ""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    return CONFUSABLES.get(char, char)


# Default_Ignorable_Code_Point, of Unicode's DerivedCoreProperties.txt.
IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


class _Folding(dict[int, str]):
    """What each character becomes, by its number; worked out when it is first met."""

    def __missing__(self, code_point: int) -> str:
        self[code_point] = result = fold_character(chr(code_point))
        return result


_FOLDED = _Folding()
