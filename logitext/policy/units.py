"""The units of a text that a formula can speak of all or some of: what they are called, where they begin and end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from logitext.policy.model import Units
from logitext.unicode import line_ends

LIST = "list "
"""Stands before the name of a list where a clause speaks of it; no name of a text holds a space."""

KINDS: Mapping[str, str] = {"sentences": "sentence", "paragraphs": "paragraph", "lines": "line", "words": "word"}
"""The kinds, and what one of them is called."""

MOST_INSTANCES = 10_000
"""The most clauses that the units of texts may make."""
MOST_ELEMENTS = 10_000
"""The most elements of a list that does not say how many it may have."""
MOST_PARTS = 300_000
"""The most parts that a formula about units may have when it is spelt out, with all that it uses."""


def unit_name(units: Units, number: int) -> str:
    """What a unit is called as a text of its own, counted from 1.

    >>> unit_name(Units("sentences", "post"), 3), unit_name(Units("", "messages"), 2)
    ('post.sentences[3]', 'messages[2]')
    """
    return f"{whole_name(units)}[{number}]"


def whole_name(units: Units) -> str:
    """What stands before the number of a unit."""
    return f"{units.text}.{units.kind}" if units.kind else units.text


def one_of(units: Units) -> str:
    """What one of the units is called: `sentence`, or `element` of a list."""
    return KINDS[units.kind] if units.kind else "element"


def written_as(written: str) -> Units:
    """The units that are written so.

    >>> written_as("sentences(post)") == Units("sentences", "post"), written_as("messages") == Units("", "messages")
    (True, True)
    """
    kind, opening, text = written.removesuffix(")").partition("(")
    return Units(kind, text) if opening else Units("", written)


def split(kind: str, text: str) -> list[str]:
    r"""The units of a kind in a text, in their order, without the white space around them; empty ones are none.

    Sentences are those of `unicode.sentences`, line ends those of `unicode.line_ends`. Paragraphs stand between blank
    lines, words between white space.

    >>> split("sentences", 'He said "No." Then he left, e.g. by bus.')
    ['He said "No."', 'Then he left, e.g. by bus.']
    >>> split("paragraphs", "One\ntwo\n\nthree"), split("lines", " a \n\n b"), split("words", "a  b")
    (['One\ntwo', 'three'], ['a', 'b'], ['a', 'b'])
    """
    return [unit for piece in _SPLIT[kind](text) if (unit := piece.strip())]


def _sentences(text: str) -> list[str]:
    from logitext.unicode.sentences import sentences  # its tables are for texts, not for start-up

    return sentences(text)


_SPLIT: Mapping[str, Callable[[str], list[str]]] = {
    "sentences": _sentences,
    "paragraphs": line_ends.PARAGRAPH_END.split,
    "lines": line_ends.lines,
    "words": str.split,
}
