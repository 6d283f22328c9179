"""What stands in a request, with the one place marked where a text may be."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

PLACE = "what was here"
"""Stands for the line of texts in a request that is compared with another."""

_TEXTS = '{"texts":'

_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""From, to: `Default_Ignorable_Code_Point` of Unicode's DerivedCoreProperties.txt, which are shown as nothing."""


IGNORABLE = tuple(chr(code) for first, last in _IGNORABLE for code in range(first, last + 1))


def is_unseen(character: str) -> bool:
    """By Unicode's categories: controls, format characters, surrogates, separators of lines and paragraphs."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def joined(text: str) -> str:
    """The text as JSON can say it: two surrogates that stand as a pair are one character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return text


def taken_apart(body: Any) -> tuple[Any, str]:
    """The body with `PLACE` instead of the line of texts, and that line. AssertionError where there is not one."""
    lines: list[str] = []

    def mark(string: str) -> str:
        pieces = string.split("\n\n")
        if not any(piece.startswith(_TEXTS) for piece in pieces):
            return string
        assert len(pieces) <= 2, f"{len(pieces)} paragraphs instead of two lines"
        lines.extend(piece for piece in pieces if piece.startswith(_TEXTS))
        return "\n\n".join(PLACE if piece.startswith(_TEXTS) else piece for piece in pieces)

    rest = _mapped(body, mark)
    assert len(lines) == 1, f"{len(lines)} lines of texts"
    return rest, lines[0]


def _mapped(value: Any, of_string: Callable[[str], str]) -> Any:
    """The value with each string in it, keys apart, replaced."""
    if isinstance(value, str):
        return of_string(value)
    if isinstance(value, list):
        return [_mapped(item, of_string) for item in value]
    if isinstance(value, dict):
        return {key: _mapped(item, of_string) for key, item in value.items()}
    return value


def canonical(value: Any) -> str:
    """JSON that differs wherever a key, its place or a value does."""
    return json.dumps(value)


def assert_plain(content: str) -> None:
    """Nothing of what control tokens are written with, and nothing that cannot be seen or turns the direction."""
    found = set(content)
    assert not found & set("<>[]\uff5c")
    assert not [character for character in found if is_unseen(character)]
    assert len(content.splitlines()) <= 1
    content.encode("utf-8")
