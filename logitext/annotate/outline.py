"""Where some prose may hold logic: list items and the words that join, except, count and oblige. No model is asked.

>>> [(one.kind, one.words) for one in outline("Remove it if it threatens, unless it quotes.")]
[('condition', 'if'), ('exception', 'unless')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from logitext.syntax.source import Source

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_KINDS = {
    "exception": r"unless|except(?:ing| for| that| where| when)?|other than|provided that|does not apply",
    "count": rf"(?:at least|at most|more than|fewer than|less than|no more than|exactly) {_NUMBER}",
    "condition": r"only if|if|when|where|in case",
    "duty": r"must(?: not)?|shall(?: not)?|may not|has to|have to|is required to|is prohibited from|not allowed",
    "negation": r"neither|nor|not|never|no longer",
    "and": r"and|both|as well as",
    "or": r"or|either|any of",
}
_WORDS = re.compile("|".join(rf"(?P<{kind}>\b(?:{words})\b)" for kind, words in _KINDS.items()), re.IGNORECASE)
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\(?[0-9a-z]{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that may hold logic: `kind` says which, `words` are those of the prose; lines and columns from 1."""

    line: int
    column: int
    kind: str
    words: str


def outline(prose: str) -> list[Mark]:
    """The marks in their order; code blocks hold none."""
    source = Source("<prose>", _FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), prose))
    found = sorted(_found(source.text))
    places = [(source.position(start), kind, words) for start, kind, words in found]
    return [Mark(place.line, place.column, kind, words) for place, kind, words in places]


def _found(text: str) -> Iterator[tuple[int, str, str]]:
    for match in _ITEM.finditer(text):
        line = text[match.end() :].partition("\n")[0].strip()
        yield match.end(), "item", line if len(line) <= 60 else f"{line[:59]}…"
    for match in _WORDS.finditer(text):
        assert match.lastgroup is not None
        yield match.start(), match.lastgroup, " ".join(match[0].split())
