r"""What a text goes on with: the token at a place, of the terminals that a state of the parser looks for.

A terminal is looked for only where its first character stands, so that a start compiles the few patterns that its
policy needs. What is not found here is an error: lark says which.

>>> name = TerminalPattern("NAME", r"\p{XID_Start}\p{XID_Continue}*", "ab\x80")
>>> scanner = Scanner((name, TerminalPattern("COMMA", ",", ",")))
>>> found = scanner.at(frozenset({"NAME", "COMMA"}))[","](",", 0, 1)
>>> found.lastgroup
'COMMA'
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

from logitext.unicode import names
from logitext.unicode.database import MARKS, ranges

BEYOND_ASCII = "\x80"
"""Stands for all characters beyond ASCII among the first characters of a terminal."""

_PROPERTY = re.compile(r"\\p\{(\w+)\}")
_PLAIN = {"XID_Start": r"[^\W\d]", "XID_Continue": r"\w", "Join_Control": "(?!)"}
"""What the properties of characters come to in a text without the characters that `\\w` of `re` lacks."""

Matcher: TypeAlias = Callable[[str, int, int], "re.Match[str] | None"]
"""What looks for terminals in a text, from an offset to another."""


class Token(str):
    """A token: its text, the name of its terminal, and where it stands. It has what lark's tokens have of these."""

    __slots__ = ("end_pos", "start_pos", "type")
    __match_args__ = ("type",)

    type: str
    start_pos: int
    end_pos: int


class TerminalPattern(NamedTuple):
    r"""A terminal of the grammar: a pattern, in which `\p{…}` may stand, and all characters that it may begin with."""

    name: str
    pattern: str
    first: str


class _ByFirst(dict[str, Matcher]):
    """What looks for the terminals of a state, by the character at the place; made when a text has that character."""

    def __init__(self, scanner: Scanner, allowed: AbstractSet[str]) -> None:
        self._scanner = scanner
        self._allowed = allowed

    def __missing__(self, first: str) -> Matcher:
        made = self[first] = self._scanner._matcher(first, self._allowed)
        return made


class Scanner:
    """Looks for terminals; of several that fit, the first counts. Safe to share.

    `plain` says that it reads only texts that `is_plain` holds of, which takes shorter patterns.
    """

    def __init__(self, terminals: Iterable[TerminalPattern], *, plain: bool = False) -> None:
        self._terminals = tuple(terminals)
        self._properties = _PLAIN if plain else names.properties()
        self._matchers: dict[tuple[str, ...], Matcher] = {}

    def at(self, allowed: AbstractSet[str]) -> _ByFirst:
        """What looks for these terminals, by the character at the place."""
        return _ByFirst(self, allowed)

    def _matcher(self, first: str, allowed: AbstractSet[str]) -> Matcher:
        sign = first if first.isascii() else BEYOND_ASCII
        found = [one for one in self._terminals if one.name in allowed and sign in one.first]
        key = tuple([one.name for one in found])
        if key not in self._matchers:
            written = "|".join([f"(?P<{one.name}>{filled(one.pattern, self._properties)})" for one in found])
            self._matchers[key] = re.compile(written or "(?!)").match
        return self._matchers[key]


def filled(pattern: str, properties: Mapping[str, str]) -> str:
    r"""A pattern, or a text with patterns, in which what each `\p{…}` stands for is written."""
    return _PROPERTY.sub(lambda written: properties[written[1]], pattern) if "\\p{" in pattern else pattern


def is_plain(text: str) -> bool:
    r"""Whether a text has none of the characters that go on with a name and that `\w` of `re` lacks."""
    return text.isascii() or _beyond_words().search(text) is None


@functools.cache
def _beyond_words() -> re.Pattern[str]:
    return re.compile(f"[{ranges(MARKS)}\u200c\u200d]")
