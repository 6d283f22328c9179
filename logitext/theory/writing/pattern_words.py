r"""Words that a pattern fits: short ones that can be read, as far as the pattern leaves a choice.

>>> [words_for(r"\b\d+ (street|lane)\b", Random(1), 2)]
[['6 lane', '17 lane']]
"""

from __future__ import annotations

import functools
import re
import string
from random import Random

from rstr import Rstr

from logitext.policy.regex.tokens import Named, PatternToken, TokenKind, tokens
from logitext.unicode.classes import CharacterRange, Characters, named

_REPEATED = {"+": "{1,3}", "*": "{0,2}"}
_TRIED = 8
"""How many are made for each that is wanted; the plainest are taken."""
_LONGEST = 400


def words_for(pattern: str, rng: Random, count: int) -> list[str]:
    """Different words in which the pattern is likely to be found, the plainest first; none where there is no telling.

    The pattern is RE2's and one that RE2 has accepted. Flags and assertions are not looked at: the caller sees to it
    that the words fit.
    """
    python = "".join(map(_in_python, tokens(pattern, "")))
    maker = Rstr(rng, word=string.ascii_lowercase, whitespace=" ", digits=string.digits)
    found: dict[str, None] = {}
    for _ in range(count * _TRIED):
        try:
            words = maker.xeger(python)
        except Exception:  # noqa: BLE001  # a pattern that Python does not know, or that has no words of its own
            break
        if words.strip() and len(words) <= _LONGEST and words.isprintable():
            found.setdefault(words)
    return sorted(found, key=_strange)[:count]


def _strange(words: str) -> float:
    """How much of the words is neither letter, digit nor space; then how long they are."""
    odd = sum(1 for char in words if not (char.isalnum() or char.isspace()))
    return odd / len(words) + len(words) / 1000


def _in_python(token: PatternToken) -> str:
    r"""A part of a pattern as Python's `re` reads it, with few repetitions where any number will do.

    >>> "".join(map(_in_python, tokens(r"(?P<n>a+)[+*]\+b*?\z", "")))
    '(?:a{1,3})[+*]\\+b{0,2}?\\Z'
    """
    match token.kind:
        case TokenKind.CHARACTER:
            return re.escape(token.text)
        case TokenKind.CLASS if any(
            mark in token.text for mark in (r"\p", r"\P", "[:", r"\x{")
        ):  # Python knows the others
            return f"[{''.join(map(re.escape, _sample(token)))}]"
        case TokenKind.OPEN:
            return "(?:"
        case TokenKind.FLAGS:
            return ""
        case TokenKind.ASSERTION if token.text == "\\z":
            return r"\Z"
        case TokenKind.REPETITION:
            return _REPEATED.get(token.text[0], token.text[0]) + token.text[1:]
    return token.text


_SAMPLED = 12
"""How many characters stand for a class with a name."""


def _sample(token: PatternToken) -> list[str]:
    """Some characters that a class fits, of each of its members some; those of ASCII, where it fits any."""
    members = [_of(member) for member in token.members]
    if token.negated:
        whole = Characters()
        for member in members:
            whole |= member
        members = [whole.complement()]
    found = [char for member in members for char in _first(member.as_ranges())]
    return list(dict.fromkeys(found)) or ["\ufffd"]


def _first(ranges: tuple[CharacterRange, ...]) -> list[str]:
    """Some printable characters of the first ranges, letters and digits before all else."""
    heads = [chr(code) for first, last in ranges[:100] for code in range(first, min(last, first + 127) + 1)]
    printable = [char for char in heads if char.isprintable()]
    return sorted(printable, key=lambda char: (not char.isalnum(), not char.isascii()))[:_SAMPLED]


def _of(member: str | CharacterRange | Named) -> Characters:
    match member:
        case Named():
            return _of_name(member)
        case str():
            return Characters(((ord(member), ord(member)),))
    return Characters((member,))


@functools.lru_cache(maxsize=64)
def _of_name(member: Named) -> Characters:
    found = Characters((), (member.name,)) if member.is_property else named(member.name, ascii_only=not member.negated)
    return found.complement() if member.negated else found
