"""A second opinion on patterns: a matcher by backtracking, as slow as it is short, over a tree that it makes up.

It shares no code with Logitext's, and asks `unicodedata` what a character is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from hypothesis import strategies as st

LINE_ENDS = "\n\v\f\r\x85\u2028\u2029"


def normal(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = re.sub(f"\r\n|[{LINE_ENDS}]", "\n", text)
    return text.removesuffix("\n")


def is_word(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind[0] in "LM" or kind in ("Nd", "Nl", "Pc") or char in "\u200c\u200d\u24b6"


def is_space(char: str) -> bool:
    return char in " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" or "\u2000" <= char <= "\u200a"


def is_digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def is_boundary(text: str, at: int) -> bool:
    return (at > 0 and is_word(text[at - 1])) != (at < len(text) and is_word(text[at]))


Test: TypeAlias = Callable[[str], bool]


@dataclass(frozen=True)
class One:
    """One character, and which it may be."""

    written: str
    fits: Test


@dataclass(frozen=True)
class Assertion:
    written: str
    holds: Callable[[str, int], bool]


@dataclass(frozen=True)
class Sequence:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    ways: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    part: Node
    least: int
    most: int | None
    lazy: bool


Node: TypeAlias = One | Assertion | Sequence | Either | Repeat


def written(node: Node) -> str:
    match node:
        case One(text) | Assertion(text):
            return text
        case Sequence(parts):
            return "".join(map(written, parts))
        case Either(ways):
            return f"({'|'.join(map(written, ways))})"
        case Repeat(part, least, most, lazy):
            sign = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((least, most), f"{{{least},{most or ''}}}")
            own = written(part) if isinstance(part, One) else f"(?:{written(part)})"
            return own + sign + "?" * lazy


def ends(node: Node, text: str, at: int) -> Iterator[int]:
    """Where a match that begins at `at` may end, the preferred first."""
    match node:
        case One(_, fits):
            if at < len(text) and fits(text[at]):
                yield at + 1
        case Assertion(_, holds):
            if holds(text, at):
                yield at
        case Sequence(()):
            yield at
        case Sequence((first, *rest)):
            for middle in ends(first, text, at):
                yield from ends(Sequence(tuple(rest)), text, middle)
        case Either(ways):
            for way in ways:
                yield from ends(way, text, at)
        case Repeat(part, least, most, lazy):
            if lazy and least == 0:
                yield at
            if most != 0:
                fewer = Repeat(part, max(0, least - 1), None if most is None else most - 1, lazy)
                for middle in ends(part, text, at):
                    if middle > at:
                        yield from ends(fewer, text, middle)
            if not lazy and least == 0:
                yield at


def search(node: Node, original: str) -> tuple[int, int] | None:
    """The leftmost match, in the text as it is looked at."""
    text = normal(original)
    for start in range(len(text) + 1):
        end = next(ends(node, text, start), None)
        if end is not None:
            return start, end
    return None


# --- what is made up ---------------------------------------------------------------------------------------------

ALPHABET = "aB_1 -\n\0éÉßжЖ١ّא中\u200d\xa0\u2003’e\u0301\r\x85\u2028\ufdd0\u0345\u24b6"


def _one(char: str, insensitive: bool) -> One:
    shown = re.escape(char) if char.isascii() and char.isprintable() else f"\\x{{{ord(char):x}}}"
    same = {char, *([char.lower(), char.upper()] if insensitive and len(char.upper()) == 1 else [])}
    return One(shown, lambda found: found in same)


def _negated(one: One) -> One:
    return One(f"[^{one.written}]", lambda found: not one.fits(found))


def _class(members: tuple[One, ...], negated: bool) -> One:
    inside = "".join([member.written for member in members])
    return One(
        f"[{'^' if negated else ''}{inside}]", lambda found: any(member.fits(found) for member in members) != negated
    )


NAMED = [
    One(r"\w", is_word),
    One(r"\W", lambda char: not is_word(char)),
    One(r"\d", is_digit),
    One(r"\D", lambda char: not is_digit(char)),
    One(r"\s", is_space),
    One(r"\S", lambda char: not is_space(char)),
]
POSIX = [
    One("[:word:]", is_word),
    One("[:^space:]", lambda char: not is_space(char)),
    One("[:digit:]", is_digit),
    One(r"\pL", lambda char: unicodedata.category(char)[0] == "L"),
    One(r"\PL", lambda char: unicodedata.category(char)[0] != "L"),
    One(r"\p{Pc}", lambda char: char == "_"),
    One("A-z", lambda char: "A" <= char <= "z"),
    One(r"\x{80}-\x{10ffff}", lambda char: char >= "\x80"),
]
ASSERTIONS = [
    Assertion(r"\b", is_boundary),
    Assertion(r"\B", lambda text, at: not is_boundary(text, at)),
    Assertion(r"\A", lambda _, at: at == 0),
    Assertion(r"\z", lambda text, at: at == len(text)),
    Assertion("(?m:^)", lambda text, at: at == 0 or text[at - 1] == "\n"),
    Assertion("(?m:$)", lambda text, at: at == len(text) or text[at] == "\n"),
    Assertion("(?-m:^)", lambda _, at: at == 0),
    Assertion("(?-m:$)", lambda text, at: at == len(text)),
]

LITERALS = "aB_1 -\n\0éßЖ١א中\u200d\xa0’"
"""What is left as it is by NFC."""


@cache
def nodes(insensitive: bool = False) -> st.SearchStrategy[Node]:
    """Patterns; made once, as making the strategy costs more than drawing from it."""
    literal = st.sampled_from([_one(char, insensitive) for char in LITERALS])
    # With the flag `i`, RE2 adds the other case to ranges and properties; the reference has no table of cases.
    ranges = [one for one in POSIX if not insensitive or one.written[0] == "["]
    member = st.one_of(literal, st.sampled_from([*NAMED, *ranges]))
    some = st.builds(_class, st.lists(member, min_size=1, max_size=3).map(tuple), st.booleans())
    dot = st.sampled_from([One("(?s:.)", lambda _: True), One("(?-s:.)", lambda char: char != "\n")])
    one: st.SearchStrategy[Node] = st.one_of(literal, st.sampled_from(NAMED), some, dot)
    boundary = st.sampled_from(ASSERTIONS)

    def larger(smaller: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(st.one_of(smaller, boundary), max_size=4).map(lambda parts: Sequence(tuple(parts)))
        bounds = st.sampled_from([(0, None), (1, None), (0, 1), (2, 3), (0, 2)])
        # What is repeated is never empty: of empty rounds, engines differ on what is preferred.
        solid = st.one_of(one, st.builds(lambda first, rest: Sequence((first, rest)), one, smaller))
        repeated = st.builds(
            lambda part, some, lazy: Repeat(part, some[0], some[1], lazy), solid, bounds, st.booleans()
        )
        either = st.lists(smaller, min_size=2, max_size=3).map(lambda ways: Either(tuple(ways)))
        return st.one_of(several, repeated, either)

    return st.recursive(st.one_of(one, boundary), larger, max_leaves=8)
