r"""The one meaning of a line end: for `lines()`, `paragraphs()`, `sentences()` and patterns.

A line ends with CR, LF, CR LF (one line end), VT, FF, NEL (U+0085), LS (U+2028) or PS (U+2029): what Unicode calls a
line boundary (UTS #18, RL1.6; UAX #14, classes BK, CR, LF and NL). The information separators (U+001C to U+001E), at
which `str.splitlines` splits too, are none.

>>> lines("one\r\ntwo\u2028three\n")
['one', 'two', 'three']
>>> without_last("hello\r\n"), without_last("hello\n\n")
('hello', 'hello\n')
"""

from __future__ import annotations

import re

CHARACTERS = "\n\v\f\r\x85\u2028\u2029"
"""Every character that ends a line."""

PATTERN = f"(?>\r\n|[{CHARACTERS}])"
"""One line end, as a regular expression of `re`; it never takes half of CR LF."""

LINE_END = re.compile(PATTERN)

_SOFT = "(?>\r\n|[\n\v\r\x85\u2028])"
_BLANK = r"[^\S\n\v\r\x85\u2028\u2029]*+"
PARAGRAPH_END = re.compile(rf"{_SOFT}{_BLANK}(?:(?:{_SOFT}|\u2029){_BLANK})++|\u2029\s*+")
r"""What stands between two paragraphs: a line with nothing but white space on it, or a paragraph separator (U+2029).

A form feed ends a line, but counts as white space here: where a page ends, a paragraph may go on. Takes all that it
can and gives nothing back, so that no text makes it slow.
"""


def last(text: str) -> int:
    r"""Where the last line end of a text begins, if the text ends with one; else the length of the text.

    A file's last line end is no part of its text for units and patterns.

    >>> last("ab\r\n"), last("ab"), last("ab\n\n")
    (2, 2, 3)
    """
    if not text or text[-1] not in CHARACTERS:
        return len(text)
    return len(text) - (2 if text.endswith("\r\n") else 1)


def without_last(text: str) -> str:
    """The text without its last line end, if it ends with one."""
    return text[: last(text)]


def lines(text: str) -> list[str]:
    r"""The lines of a text without their line ends; a last line end begins no further line.

    >>> lines("a\n\nb"), lines("")
    (['a', '', 'b'], [''])
    """
    return LINE_END.split(without_last(text))
