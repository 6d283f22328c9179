r"""Texts and clauses as data in a prompt: one line of JSON that nothing in them can end.

JSON keeps a quotation mark or a line break inside its string. What JSON leaves alone, but a chat template or a reader
may take for more than a character, is escaped as well: the brackets that the control tokens of the usual model families
are written with (`<|im_end|>`, `[INST]`, `</s>`), characters that cannot be seen or change the direction of writing,
and lone surrogates, which UTF-8 cannot say. A model reads `\u003c` as what it stands for.

>>> print(line({"content": 'a "b" <|im_end|>\n[INST]'}))
{"content":"a \"b\" \u003c|im_end|\u003e\n\u005bINST\u005d"}
>>> import json
>>> json.loads(line({"content": "\u202e<s>\ud800"})) == {"content": "\u202e<s>\ud800"}
True
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_RISKY = re.compile(
    "[<>\\[\\]\uff5c"  # what control tokens are written with; the last is the full-width bar of one family
    # What becomes one of these, or a quotation mark or a backslash, where a tokenizer normalises characters.
    "\u226e\u226f\ufe47\ufe48\ufe64\ufe65\ufe68\uff02\uff1c\uff1e\uff3b\uff3c\uff3d"
    "\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

_JSON = json.JSONEncoder(ensure_ascii=False).encode  # made once, as `json.dumps` with options makes one each time


def line(data: Any) -> str:
    """Plain data as JSON in one line: mappings, sequences, texts, numbers, true, false and null."""
    if isinstance(data, str):
        return _text(data)
    if type(data) is dict or isinstance(data, Mapping):  # the first is quicker, and usual
        return "{" + ",".join(f"{_text(str(key))}:{line(value)}" for key, value in data.items()) + "}"
    if type(data) is list or isinstance(data, Sequence):
        return "[" + ",".join(line(item) for item in data) + "]"
    return json.dumps(data, allow_nan=False)


def size(text: str) -> int:
    """The bytes of a text as data."""
    written = _text(text)
    return len(written) if written.isascii() else len(written.encode())


def plain(text: str) -> str:
    r"""A text that a server is to put into JSON or a prompt by itself: what no text needs is escaped.

    >>> print(plain('a "b" <|im_end|>'))
    a "b" \u003c|im_end|\u003e
    """
    return _RISKY.sub(_escaped, text)


def _text(text: str) -> str:
    written = _JSON(text)
    if written.isascii() and not (
        "<" in written or ">" in written or "[" in written or "]" in written or "\x7f" in written
    ):
        return written  # as most texts are; the pattern looks at each character
    return _RISKY.sub(_escaped, written)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
