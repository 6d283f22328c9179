r"""The characters that a match of a pattern of `re` can begin with.

>>> first_characters(r"(?!end)[a-c]+x"), first_characters("=|<=")
('abc', '<=')
>>> first_characters(r"(?:-|b)?c"), "e" in first_characters("\\w"), "\x80" in first_characters("\\w")
('-bc', True, True)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as kinds  # lark reads patterns with these too
from re import _parser
from typing import Any

from logitext.syntax.scanner import BEYOND_ASCII

_ASCII = "".join(map(chr, range(128)))
_ANY = frozenset(_ASCII + BEYOND_ASCII)
_EMPTY = ""
"""Among first characters: a match may be empty, and what follows begins it."""


def first_characters(pattern: str) -> str:
    r"""The ASCII characters that a match can begin with, in order, and `\x80` if one beyond ASCII can be the first.

    There may be more than there need be: what looks ahead, and what a part takes away from another, is not considered.
    """
    return "".join(sorted(_of_sequence(_parser.parse(pattern)) - {_EMPTY}))


def _of_sequence(parts: Iterable[tuple[Any, Any]]) -> set[str]:
    found = {_EMPTY}
    for kind, what in parts:
        if _EMPTY not in found:
            break
        found = (found - {_EMPTY}) | _of_part(kind, what)
    return found


def _of_part(kind: Any, what: Any) -> set[str]:
    if kind in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
        return {_EMPTY}
    if kind is kinds.LITERAL:
        return {chr(what) if what < 128 else BEYOND_ASCII}
    if kind is kinds.IN:
        return _of_class(what)
    if kind is kinds.BRANCH:
        return set().union(*[_of_sequence(one) for one in what[1]])
    if kind is kinds.SUBPATTERN:
        _, flags, _, inner = what
        return {*_ANY, _EMPTY} if flags & re.IGNORECASE else _of_sequence(inner)
    if kind is kinds.ATOMIC_GROUP:
        return _of_sequence(what)
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
        least, _, repeated = what
        return _of_sequence(repeated) | ({_EMPTY} if least == 0 else set())
    return {*_ANY, _EMPTY}  # whatever else there is, it may begin with anything


def _of_class(parts: list[tuple[Any, Any]]) -> set[str]:
    negated = bool(parts) and parts[0][0] is kinds.NEGATE
    found = set[str]()
    for kind, what in parts[negated:]:
        if kind is kinds.LITERAL:
            found |= {chr(what)} & _ANY
            beyond = what >= 128
        elif kind is kinds.RANGE:
            found |= {chr(one) for one in range(what[0], min(what[1], 127) + 1)}
            beyond = what[1] >= 128
        else:
            found |= {one for one in _ASCII if _CATEGORIES[what].match(one)}
            beyond = True
        if beyond and not negated:
            found.add(BEYOND_ASCII)
    return set(_ANY) - found if negated else found


_CATEGORIES = {
    kinds.CATEGORY_DIGIT: re.compile(r"\d"),
    kinds.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    kinds.CATEGORY_SPACE: re.compile(r"\s"),
    kinds.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    kinds.CATEGORY_WORD: re.compile(r"\w"),
    kinds.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
