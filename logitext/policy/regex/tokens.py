r"""The tokens of a pattern in RE2's syntax.

>>> [token.kind.name for token in tokens(r"\b(?:na[iï]f)+$", "")]
['ASSERTION', 'OPEN', 'CHARACTER', 'CHARACTER', 'CLASS', 'CHARACTER', 'CLOSE', 'REPETITION', 'ASSERTION']

Only for patterns that RE2 has accepted: what is wrong with one is RE2's to say. Syntax:
https://github.com/google/re2/wiki/Syntax.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from logitext.unicode.classes import CharacterRange
from logitext.unicode.mapped import compositions, replaced


class TokenKind(enum.Enum):
    """What a token is."""

    CHARACTER = enum.auto()
    CLASS = enum.auto()
    ANY = enum.auto()  # `.`
    ASSERTION = enum.auto()  # `^ $ \A \z \b \B`, which match between characters
    OPEN = enum.auto()  # `(`, with what belongs to it
    CLOSE = enum.auto()
    FLAGS = enum.auto()  # `(?i)`, for the rest of its group
    OR = enum.auto()
    REPETITION = enum.auto()


@dataclass(frozen=True, slots=True)
class Named:
    r"""A class by its name: `\w` and `[:alpha:]` (`word`, `alpha`), or a property as RE2 writes it (`\p{L}`)."""

    name: str
    negated: bool = False

    @property
    def is_property(self) -> bool:
        return self.name.startswith("\\")


@dataclass(frozen=True, slots=True)
class PatternToken:
    """A part of a pattern.

    `text`: the character itself, or how the part is written. `flags`: those in effect, of `imsU`. A class has
    `members`: characters, ranges, classes with names.
    """

    kind: TokenKind
    text: str
    flags: frozenset[str] = frozenset()
    members: tuple[str | CharacterRange | Named, ...] = ()
    negated: bool = False


def composed(pattern: str) -> str:
    r"""The pattern with each letter and its accents composed, but for what follows a backslash: `\w` is no letter.

    >>> composed("[e\u0301]\\w\u0301") == "[é]\\w\u0301"
    True
    """
    edits = (edit for edit in compositions(pattern) if len(edit[2]) == 1 and not _is_escaped(pattern, edit[0]))
    return replaced(pattern, edits).text


def _is_escaped(pattern: str, at: int) -> bool:
    before = pattern[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def tokens(pattern: str, flags: str) -> list[PatternToken]:
    """The tokens of a pattern, in order."""
    return list(_Tokens(pattern, flags))


_ESCAPED = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_PERL = {"d": "digit", "s": "space", "w": "word"}
_REPETITION = re.compile(r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??")
_GROUP = re.compile(r"\((?:\?P?<[^>]*>|\?(?P<flags>[imsU]*(?:-[imsU]*)?)(?P<end>[:)]))?")
_POSIX = re.compile(r"\[:(\^?)([a-z]+):\]")
_PROPERTY = re.compile(r"\\([pP])(?:\{(\^?)([^}]*)\}|(.))", re.DOTALL)
_HEXADECIMAL = re.compile(r"\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"\\(0[0-7]{0,2}|[1-7][0-7]{1,2})")


class _Tokens:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._flags = [frozenset(flags)]
        """The flags in effect, of each group that is open; the last are those of here."""

    def __iter__(self) -> Iterator[PatternToken]:
        while self._at < len(self._pattern):
            yield from self._next()

    def _next(self) -> Iterator[PatternToken]:
        char = self._pattern[self._at]
        match char:
            case "\\":
                yield from self._escape()
            case "[":
                yield self._class()
            case "(":
                yield self._group()
            case ")":
                if len(self._flags) > 1:
                    self._flags.pop()
                yield self._made(TokenKind.CLOSE, 1)
            case "|":
                yield self._made(TokenKind.OR, 1)
            case "^" | "$":
                yield self._made(TokenKind.ASSERTION, 1)
            case ".":
                yield self._made(TokenKind.ANY, 1)
            case _:
                repetition = _REPETITION.match(self._pattern, self._at)
                yield self._made(
                    TokenKind.CHARACTER if repetition is None else TokenKind.REPETITION, len((repetition or char)[0])
                )

    def _made(self, kind: TokenKind, length: int) -> PatternToken:
        """The token that is written in the next characters."""
        start, self._at = self._at, self._at + length
        return PatternToken(kind, self._pattern[start : self._at], self._flags[-1])

    def _group(self) -> PatternToken:
        found = _GROUP.match(self._pattern, self._at)
        assert found is not None
        added, _, removed = (found["flags"] or "").partition("-")
        flags = (self._flags[-1] | set(added)) - set(removed)
        self._at = found.end()
        if found["end"] == ")":
            self._flags[-1] = flags
            return PatternToken(TokenKind.FLAGS, found[0], flags)
        self._flags.append(flags)
        return PatternToken(TokenKind.OPEN, found[0], flags)

    def _escape(self) -> Iterator[PatternToken]:
        escaped = self._pattern[self._at + 1 : self._at + 2]
        if escaped == "Q":
            end = self._pattern.find("\\E", self._at)
            quoted = self._pattern[self._at + 2 : end if end >= 0 else None]
            self._at = end + 2 if end >= 0 else len(self._pattern)
            yield from (PatternToken(TokenKind.CHARACTER, char, self._flags[-1]) for char in quoted)
        elif escaped in ("A", "z", "b", "B"):
            yield self._made(TokenKind.ASSERTION, 2)
        else:
            start = self._at
            member = self._escaped()
            if isinstance(member, Named):
                yield PatternToken(TokenKind.CLASS, self._pattern[start : self._at], self._flags[-1], (member,))
            else:
                yield PatternToken(TokenKind.CHARACTER, member, self._flags[-1])

    def _escaped(self) -> str | Named:
        """What a backslash stands for with what follows it: a character, or a class."""
        pattern, at = self._pattern, self._at
        for form, base in ((_HEXADECIMAL, 16), (_OCTAL, 8)):
            if (number := form.match(pattern, at)) is not None:
                self._at = number.end()
                return chr(int(next(filter(None, number.groups())), base))
        if (named := _PROPERTY.match(pattern, at)) is not None:
            self._at = named.end()
            name = named[3] if named[4] is None else named[4]
            return Named(f"\\p{{{name}}}", (named[1] == "P") != (named[2] == "^"))
        escaped = pattern[at + 1]
        self._at = at + 2
        if escaped.lower() in _PERL:
            return Named(_PERL[escaped.lower()], escaped.isupper())
        return _ESCAPED.get(escaped, escaped)

    def _class(self) -> PatternToken:
        start = self._at
        negated = self._pattern.startswith("^", start + 1)
        self._at = first = start + 1 + negated
        members: list[str | CharacterRange | Named] = []
        while self._pattern[self._at] != "]" or self._at == first:
            low = self._member()
            ranged = self._pattern[self._at] == "-" and self._pattern[self._at + 1] != "]"
            if isinstance(low, Named) or not ranged:
                members.append(low)
                continue
            self._at += 1
            high = self._member()
            assert isinstance(high, str)
            members.append((ord(low), ord(high)))
        self._at += 1
        return PatternToken(TokenKind.CLASS, self._pattern[start : self._at], self._flags[-1], tuple(members), negated)

    def _member(self) -> str | Named:
        posix = _POSIX.match(self._pattern, self._at)
        if posix is not None:
            self._at = posix.end()
            return Named(posix[2], bool(posix[1]))
        if self._pattern[self._at] == "\\":
            return self._escaped()
        self._at += 1
        return self._pattern[self._at - 1]
