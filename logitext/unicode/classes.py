r"""What `\w`, `\d`, `\s` and POSIX's classes mean: letters, digits and spaces of any script.

As UTS #18 has it (Annex C): a word character is alphabetic, a mark, a decimal digit, a connector such as `_`, or one of
the two joiners. RE2 knows the general categories; the rest, which no category tells, is listed here.

>>> word, digit = named("word"), named("digit")
>>> word.holds("é"), word.holds("я"), word.holds("_"), word.holds("-"), digit.holds("٣")
(True, True, True, False, True)
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import re2

CharacterRange: TypeAlias = tuple[int, int]
"""Code points from the first to the last."""

LAST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Characters:
    r"""A set of characters: ranges, and properties as RE2 writes them (`\p{L}`)."""

    ranges: tuple[CharacterRange, ...] = ()
    properties: tuple[str, ...] = ()

    def __or__(self, other: Characters) -> Characters:
        return Characters((*self.ranges, *other.ranges), (*self.properties, *other.properties))

    def holds(self, char: str) -> bool:
        return _compiled(self.written()).match(char) is not None

    def written(self, *, negated: bool = False) -> str:
        r"""The set as RE2 reads it; one without a character is written as what no character is.

        >>> Characters(((97, 99), (95, 95)), ("\\p{Nd}",)).written()
        '[a-c_\\p{Nd}]'
        """
        if not self.ranges and not self.properties:
            return f"[\\x00-\\x{{{LAST:x}}}]" if negated else f"[^\\x00-\\x{{{LAST:x}}}]"
        inside = "".join([_written(*one) for one in self.ranges]) + "".join(self.properties)
        return f"[{'^' if negated else ''}{inside}]"

    def complement(self) -> Characters:
        """All other characters, as ranges."""
        found = []
        at = 0
        for first, last in self.as_ranges():
            if first > at:
                found.append((at, first - 1))
            at = last + 1
        return Characters((*found, (at, LAST)) if at <= LAST else tuple(found))

    def as_ranges(self) -> tuple[CharacterRange, ...]:
        """The set as ranges in order that do not touch."""
        return _ranges(self)


NOTHING = Characters()


def single(text: str) -> Characters:
    """The set of some characters."""
    return Characters(tuple([(ord(char), ord(char)) for char in text]))


def _written(first: int, last: int) -> str:
    return quoted(chr(first)) if first == last else f"{quoted(chr(first))}-{quoted(chr(last))}"


def quoted(char: str) -> str:
    r"""A character as RE2 reads it, in a class and outside of one.

    >>> quoted("a"), quoted("."), quoted("é"), quoted("\n")
    ('a', '\\.', 'é', '\\x{a}')
    """
    if char.isascii():
        if char.isalnum() or char in "_ ":
            return char
        return "\\" + char if char.isprintable() else f"\\x{{{ord(char):x}}}"
    return char if char.isprintable() else f"\\x{{{ord(char):x}}}"


@functools.lru_cache(maxsize=64)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern)


@functools.lru_cache(maxsize=64)
def _ranges(characters: Characters) -> tuple[CharacterRange, ...]:
    if not characters.properties:
        return tuple(joined(characters.ranges))
    runs = _compiled(f"{characters.written()}+").finditer(_all_characters())
    return tuple(joined([(_code_point(run.start()), _code_point(run.end() - 1)) for run in runs]))


_EMPTY_PLANES = (0x40000, 0xE0000)
"""Code points between these have no property."""


@functools.lru_cache(maxsize=1)
def _all_characters() -> str:
    """All characters that may be a letter, a mark, a digit, …, in order; what is none fills the gaps."""
    first, last = _EMPTY_PLANES
    low = map(chr, itertools.chain(range(0xD800), itertools.repeat(0xFFFF, 0x800), range(0xE000, first), [0xFFFF]))
    return "".join(low) + "".join(map(chr, range(last, last + 0x1000)))


def _code_point(place: int) -> int:
    """The character at a place in all of them."""
    first, last = _EMPTY_PLANES
    return place if place < first else place - first - 1 + last


def joined(ranges: Iterable[CharacterRange]) -> list[CharacterRange]:
    """Ranges in order, those that touch made one."""
    found: list[CharacterRange] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


# --- what has a name ---------------------------------------------------------------------------------------------


def named(name: str, *, ascii_only: bool = False) -> Characters:
    r"""The class of a POSIX name; `word`, `digit` and `space` are also `\w`, `\d` and `\s`.

    `ascii_only`: its part in ASCII, which is the whole of it where a text has nothing else.
    """
    return (_ASCII if ascii_only else _UNICODE)[name]


def _of(ranges: str, *properties: str) -> Characters:
    """A class from ranges such as `41-5A 5F`, in hexadecimal digits."""
    pairs = [one.split("-") for one in ranges.split()]
    return Characters(tuple([(int(pair[0], 16), int(pair[-1], 16)) for pair in pairs]), properties)


_SPACE = _of("9-D 20 85 A0 1680 2000-200A 2028 2029 202F 205F 3000")
_MORE_UPPER = _of("2160-216F 24B6-24CF 1F130-1F149 1F150-1F169 1F170-1F189")  # Other_Uppercase
_MORE_LOWER = _of(  # Other_Lowercase
    "AA BA 2B0-2B8 2C0-2C1 2E0-2E4 345 37A 1D2C-1D6A 1D78 1D9B-1DBF 2071 207F 2090-209C 2170-217F 24D0-24E9 2C7C-2C7D"
    " A69C-A69D A770 A7F8-A7F9 AB5C-AB5F 10780 10783-10785 10787-107B0 107B2-107BA 1E030-1E06D"
)
_ALPHA = _of("24B6-24E9 1F130-1F149 1F150-1F169 1F170-1F189", r"\p{L}", r"\p{M}", r"\p{Nl}")
_DIGIT = Characters((), (r"\p{Nd}",))
_CONNECTOR = _of("5F 203F-2040 2054 FE33-FE34 FE4D-FE4F FF3F")  # \p{Pc}, spelled out
_JOINER = _of("200C-200D")
_GRAPH = Characters((), (r"\p{L}", r"\p{M}", r"\p{N}", r"\p{P}", r"\p{S}", r"\p{Cf}", r"\p{Co}"))

_UNICODE = {
    "word": _ALPHA | _DIGIT | _CONNECTOR | _JOINER,
    "digit": _DIGIT,
    "space": _SPACE,
    "alpha": _ALPHA,
    "alnum": _ALPHA | _DIGIT,
    "lower": _MORE_LOWER | Characters((), (r"\p{Ll}",)),
    "upper": _MORE_UPPER | Characters((), (r"\p{Lu}",)),
    "punct": Characters((), (r"\p{P}", r"\p{S}")),  # with symbols, as POSIX has it for ASCII
    "cntrl": Characters((), (r"\p{Cc}",)),
    "graph": _GRAPH,
    "print": _GRAPH | Characters((), (r"\p{Zs}",)),
    "xdigit": _DIGIT | _of("41-46 61-66 FF21-FF26 FF41-FF46"),
    "blank": Characters(((9, 9),), (r"\p{Zs}",)),
    "ascii": _of("0-7F"),
}
_ASCII = {
    "word": _of("30-39 41-5A 5F 61-7A"),
    "digit": _of("30-39"),
    "space": _of("9-D 20"),
    "alpha": _of("41-5A 61-7A"),
    "alnum": _of("30-39 41-5A 61-7A"),
    "lower": _of("61-7A"),
    "upper": _of("41-5A"),
    "punct": _of("21-2F 3A-40 5B-60 7B-7E"),
    "cntrl": _of("0-1F 7F"),
    "graph": _of("21-7E"),
    "print": _of("20-7E"),
    "xdigit": _of("30-39 41-46 61-66"),
    "blank": _of("9 20"),
    "ascii": _of("0-7F"),
}
