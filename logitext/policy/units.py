"""The units of a text that a formula can speak of all or some of: what they are called, where they begin and end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping

from logitext.policy.model import Units

KINDS: Mapping[str, str] = {"sentences": "sentence", "paragraphs": "paragraph", "lines": "line", "words": "word"}
"""The kinds, and what one of them is called."""

MOST_INSTANCES = 10_000
"""The most clauses that the units of texts may make."""

# Every part takes all that it can and gives nothing back, so that no text makes it slow.
_SENTENCE = re.compile(
    r"(?<![.!?\u2026])[.!?\u2026]++[\"\u201d\u2019')\]]*+(?=\s++(?![a-z]))"
    r"|(?:\r\n|\r|\n)[ \t]*+(?:\r\n|\r|\n)"
)
_PARAGRAPH = re.compile(r"(?:\r\n|\r|\n)[ \t]*+(?:(?:\r\n|\r|\n)[ \t]*+)++")


def unit_name(units: Units, number: int) -> str:
    """What a unit is called as a text of its own, counted from 1.

    >>> unit_name(Units("sentences", "post"), 3)
    'post.sentences[3]'
    """
    return f"{units.text}.{units.kind}[{number}]"


def split(kind: str, text: str) -> list[str]:
    r"""The units of a kind in a text, in their order, without the white space around them; empty ones are none.

    A sentence ends with a full stop, a question or exclamation mark or an ellipsis, and what closes a quotation, if
    white space and no small letter follows, or with a blank line. Paragraphs stand between blank lines, words between
    white space.

    >>> split("sentences", 'He said "No." Then he left, e.g. by bus.')
    ['He said "No."', 'Then he left, e.g. by bus.']
    >>> split("paragraphs", "One\ntwo\n\nthree"), split("lines", " a \n\n b"), split("words", "a  b")
    (['One\ntwo', 'three'], ['a', 'b'], ['a', 'b'])
    """
    return [unit for piece in _SPLIT[kind](text) if (unit := piece.strip())]


def _sentences(text: str) -> list[str]:
    ends = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(ends)]


_SPLIT: Mapping[str, Callable[[str], list[str]]] = {
    "sentences": _sentences,
    "paragraphs": _PARAGRAPH.split,
    "lines": str.splitlines,
    "words": str.split,
}
