"""The units of a text that a formula can speak of all or some of: what they are called, where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from logitext.policy.model import Key, Units
from logitext.unicode import line_ends
from logitext.unicode.sentences import sentences

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


UnitCount: TypeAlias = int | tuple[Key, ...]
"""How many units there are; of a list whose elements have keys, these."""


def how_many(counted: UnitCount) -> int:
    """The number of the units."""
    return counted if isinstance(counted, int) else len(counted)


def unit_name(units: Units, number: int, counted: UnitCount = 0) -> str:
    """What a unit is called as a text of its own: by its number, counted from 1, or by its key.

    >>> unit_name(Units("sentences", "post"), 3), unit_name(Units("", "messages"), 2)
    ('post.sentences[3]', 'messages[2]')
    >>> unit_name(Units("", "messages"), 2, ("m16", "m17")), unit_name(Units("", "payments"), 1, (407,))
    ('messages["m17"]', 'payments[407]')
    """
    if isinstance(counted, tuple) and number <= len(counted):
        return f"{whole_name(units)}[{written_key(counted[number - 1])}]"
    return f"{whole_name(units)}[{number}]"


def written_key(key: Key) -> str:
    """A key as it stands in a name."""
    return f'"{key}"' if isinstance(key, str) else str(key)


KEY = re.compile(r"""[^\s"\\]{1,100}""")
"""What a key may be: it stands in names, which people read and write, and theories see."""


def text_of(name: str) -> str:
    """The text, or the element of a list, that a unit or a field belongs to; of a name of anything else that name.

    >>> text_of("post.sentences[3]"), text_of("post"), text_of('mails["a.b"]'), text_of('mails["a.b"].body')
    ('post', 'post', 'mails["a.b"]', 'mails["a.b"]')
    """
    if "]." in name and not name.endswith("]"):
        return name[: name.rindex("].") + 1]
    text, dot, _ = name.partition("[")[0].partition(".")
    return text if dot else name


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
    return sentences(text)


_SPLIT: Mapping[str, Callable[[str], list[str]]] = {
    "sentences": _sentences,
    "paragraphs": line_ends.PARAGRAPH_END.split,
    "lines": line_ends.lines,
    "words": str.split,
}
