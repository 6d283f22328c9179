r"""The units of a pattern as RE2 reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logitext.policy.regex.spelled import Unit
from logitext.policy.regex.tokens import TokenKind
from logitext.unicode.classes import quoted

_EMPTY = "(?:)"

BOUNDARIES = ("\\b", "\\B")


def plain(units: Sequence[Unit]) -> str:
    r"""As RE2 reads them; its `\b` is of ASCII.

    >>> from logitext.policy.regex.spelled import spelled
    >>> from logitext.policy.regex.tokens import tokens
    >>> plain(list(spelled(tokens(r"\b(?i:né)\s+", ""), ascii_only=True)))
    '\\b(?i:né)[\\x{9}-\\x{d} ]+'
    """
    return written(units, unit_as_regex, lambda unit: unit.text)


def loose(units: Sequence[Unit]) -> str:
    """Without the boundaries of words: fits wherever the pattern does, and elsewhere too."""
    return written(units, unit_as_regex, lambda unit: _EMPTY if unit.text in BOUNDARIES else unit.text)


def bare(units: Sequence[Unit]) -> str:
    """Without any assertion: fits the empty text if the pattern can fit between two characters."""
    return written(units, unit_as_regex, lambda _: _EMPTY)


def written(units: Sequence[Unit], character: Callable[[Unit], str], assertion: Callable[[Unit], str]) -> str:
    """The units one after another, each that is a character or a class by `character`."""
    parts = []
    for number, unit in enumerate(units):
        match unit.kind:
            case TokenKind.CHARACTER | TokenKind.CLASS:
                part = character(unit)
                repeated = number + 1 < len(units) and units[number + 1].kind is TokenKind.REPETITION
                parts.append(f"(?:{part})" if repeated and not _is_one(unit, part) else part)
            case TokenKind.ASSERTION:
                parts.append(assertion(unit))
            case _:
                parts.append(unit.text)
    return "".join(parts)


def unit_as_regex(unit: Unit) -> str:
    """A character or a class, as RE2 reads it."""
    if unit.kind is TokenKind.CHARACTER:
        return "".join(map(quoted, unit.text))
    characters = unit.characters.written(negated=unit.negated)
    if not unit.strings:
        return characters
    strings = ["".join(map(quoted, text)) for text in longest_first(unit.strings)]
    return f"(?:{'|'.join(strings)}|{characters})"


def longest_first(strings: Sequence[str]) -> list[str]:
    """In this order, so that no string hides one that begins with it."""
    return sorted(strings, key=len, reverse=True)


def _is_one(unit: Unit, part: str) -> bool:
    """Whether a repetition behind the part is of all of it."""
    if unit.kind is TokenKind.CHARACTER:
        return len(unit.text) == 1 and part == quoted(unit.text)
    return part.startswith("[") and part == unit.characters.written(negated=unit.negated)
