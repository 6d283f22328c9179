r"""Boundaries of words in any script, found by RE2, whose own are of ASCII.

Before each character of the text, and at its end, stands what RE2's own assertions can see: a place between two
characters `a` and `b` of the text becomes `aXYb`, and is the place between X and Y. Both are one of three signs:

    `_`   a word character of ASCII. Exactly one of X and Y is one where a boundary of a word is, so that `\b` is found
    `\n`  X where a line starts, Y where one ends, so that `^` and `$` are found with the flag `m`
    `\0`  anything else

The text begins without an X and ends without a Y, so that `\A` and `\z` are found. A pattern's part for one character
takes the Y before it and the X behind it along: what fits goes from place to place, in time linear in the text. Where
the text itself has one of the three signs, a code point that is no character (U+FDD0 to U+FDD2) stands for it.

>>> laid_out("é-").replace("\0", ".")
'_é._-.'
"""

from __future__ import annotations

import functools
import re
import sys
from array import array
from collections.abc import Sequence

import re2

from logitext.policy.regex.spelled import Unit
from logitext.policy.regex.tokens import TokenKind
from logitext.policy.regex.written import longest_first, written
from logitext.unicode.classes import CharacterRange, Characters, named, quoted, single

_WORD, _LINE, _OTHER = "_", "\n", "\0"
_SIGNS = _WORD + _LINE + _OTHER
_STAND_INS = "\ufdd0\ufdd1\ufdd2"
_UNKNOWN = "\ufdd3"
"""What stands for a character of the text that is a stand-in."""
_SIGN = single(_SIGNS).written()
_FOREIGN = single(_SIGNS + _STAND_INS)

MOST_KEPT = 1_000_000
"""Longer texts are laid out anew for each pattern."""


# --- the text ----------------------------------------------------------------------------------------------------


def laid_out(text: str) -> str:
    """The text with its signs; the place before the character `n` of the text is that before the character `3 * n`."""
    return _kept(text) if len(text) <= MOST_KEPT else _laid_out(text)


def _laid_out(text: str) -> str:
    signs = array("I", bytes(array("I").itemsize * 3 * len(text)))
    signs[1::3] = _code_points(_free_of_signs(text))
    for line_end in re.finditer(_LINE, text):
        at = line_end.start()
        signs[3 * at] = signs[3 * at + 2] = ord(_LINE)
    for run in _word_runs(_ASTRAL.search(text) is not None).finditer(text):
        for at in run.span():
            before = at == len(text) or text[at] == _LINE  # the Y says that a line ends here, or there is none
            signs[3 * at - before] = ord(_WORD)
    return signs.tobytes().decode(_ENCODING)


_ENCODING = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_kept = functools.lru_cache(maxsize=4)(_laid_out)


def _code_points(text: str) -> array[int]:
    return array("I", text.encode(_ENCODING))


def _free_of_signs(text: str) -> str:
    for char in _STAND_INS:
        text = text.replace(char, _UNKNOWN)
    for sign, stand_in in zip(_SIGNS, _STAND_INS, strict=True):
        text = text.replace(sign, stand_in)
    return text


@functools.lru_cache(maxsize=2)
def _word_runs(astral: bool) -> re.Pattern[str]:
    """Runs of word characters; `astral` for a text with characters above U+FFFF."""
    ranges = named("word").as_ranges()
    low = f"[{_of_re([one for one in ranges if one[0] <= _LAST_LOW])}]"  # `re` has a quick table for these alone
    high = f"[{_of_re([one for one in ranges if one[0] > _LAST_LOW])}]"
    return re.compile(f"(?:{low}|(?={_ASTRAL.pattern}){high})+" if astral else f"{low}+")


_LAST_LOW = 0xFFFF
_ASTRAL = re.compile(f"[{chr(_LAST_LOW + 1)}-{chr(sys.maxunicode)}]")


def has_foreign_words(text: str) -> bool:
    """Whether a text may have a word character that is not of ASCII; where it has none, RE2's own boundaries are right.

    >>> has_foreign_words("“fine” — 5 €"), has_foreign_words("né")
    (False, True)
    """
    return _foreign_words().search(text) is not None


@functools.lru_cache(maxsize=1)
def _foreign_words() -> re.Pattern[str]:
    ranges = [one for one in named("word").as_ranges() if 0x7F < one[0] <= _LAST_LOW]
    return re.compile(f"[{_of_re(ranges)}]|{_ASTRAL.pattern}")


def _of_re(ranges: Sequence[CharacterRange]) -> str:
    return "".join([f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges])


# --- the pattern -------------------------------------------------------------------------------------------------


def interleaved(units: Sequence[Unit]) -> str:
    """The pattern for a text that is laid out."""
    return written(units, _with_signs, lambda unit: unit.text)


def anchored(units: Sequence[Unit]) -> str:
    """A pattern that fits between two characters: it begins at a place of the text, as group 1."""
    return f"\\A(?:{_SIGN}(?s:.){_SIGN})*?({interleaved(units)})"


def _with_signs(unit: Unit) -> str:
    if unit.kind is TokenKind.CHARACTER:
        return "".join([_between(quoted(_stand_in(char))) for char in unit.text])
    ways = [_between(_set(unit))]
    ways += ["".join([_between(quoted(_stand_in(char))) for char in text]) for text in longest_first(unit.strings)]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join((*ways[1:], ways[0]))})"


def _between(character: str) -> str:
    return f"{_SIGN}{character}{_SIGN}"


def _stand_in(char: str) -> str:
    at = _SIGNS.find(char)
    return char if at < 0 else _STAND_INS[at]


def _set(unit: Unit) -> str:
    """A class that fits no sign, and what stands in for a sign where it fits that."""
    fits = _fits(unit.characters.written(negated=unit.negated), "i" in unit.flags)
    wanted = single("".join([_STAND_INS[_SIGNS.index(char)] for char in _SIGNS if char in fits]))
    if unit.negated:
        ways = [(unit.characters | _FOREIGN).written(negated=True)]
    else:
        plain = Characters(tuple(_without_foreign(unit.characters.ranges)))
        ways = []
        for name in unit.characters.properties:
            if _fits(f"[{name}]", "i" in unit.flags):
                opposite = name.replace("\\p", "\\\0").replace("\\P", "\\p").replace("\\\0", "\\P")
                ways.append((Characters((), (opposite,)) | _FOREIGN).written(negated=True))
            else:
                plain |= Characters((), (name,))
        ways.insert(0, plain.written())
    if wanted.ranges:
        ways.append(wanted.written())
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _without_foreign(ranges: Sequence[CharacterRange]) -> list[CharacterRange]:
    """The ranges without the signs and what stands for them."""
    holes = sorted(first for first, _ in _FOREIGN.ranges)
    found = []
    for low, last in ranges:
        first = low
        for hole in holes:
            if first <= hole <= last:
                if first < hole:
                    found.append((first, hole - 1))
                first = hole + 1
        if first <= last:
            found.append((first, last))
    return found


@functools.lru_cache(maxsize=256)
def _fits(characters: str, ignore_case: bool) -> frozenset[str]:
    """Which signs, and which stand-ins, a class fits."""
    compiled = re2.compile(f"(?i){characters}" if ignore_case else characters)
    return frozenset(char for char in _SIGNS + _STAND_INS if compiled.match(char) is not None)
