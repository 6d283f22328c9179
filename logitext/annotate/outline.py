"""Where some prose may hold logic: list items, numbers, and the words that join, except, count and oblige.

No model is asked.

>>> [(one.kind, one.words) for one in outline("Remove it within 24 hours if it threatens, unless it quotes.")]
[('number', 'within 24 hours'), ('condition', 'if'), ('exception', 'unless')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from logitext.syntax.source import Source

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_UNIT = (
    r"(?:%|(?:percent|hours?|minutes?|(?:calendar |business |working )?days?|weeks?|months?|years?|dollars?|euros?)\b)"
)
_LIMIT = r"(?:at least|at most|(?:no )?(?:more|less|fewer) than|within|under|over|up to|before|after|until)"
_VALUE = (
    rf"(?:[$€£] ?\d[\d,]*(?:\.\d+)?|(?:\d[\d,]*(?:\.\d+)?|{_NUMBER})[ -]?{_UNIT}"
    rf"|\d{{4}}-\d\d-\d\d|{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?)"
)
_KINDS = {
    "exception": r"unless|except(?:ing| for| that| where| when)?|other than|apart from|notwithstanding|does not apply",
    "number": rf"(?:{_LIMIT} )?{_VALUE}",
    "count": rf"(?:at least|at most|more than|fewer than|less than|no more than|exactly|up to) {_NUMBER}",
    "condition": r"if and only if|only if|if|when|whenever|where|in case|provided that|as long as",
    "duty": r"must(?: not)?|shall(?: not)?|should(?: not)?|may not|cannot|can(?: not| only)|(?:has|have|needs?) to"
    r"|(?:is|are) required to|(?:is|are) prohibited from|not allowed|forbidden",
    "negation": r"neither|nor|not|never|no longer",
    "and": r"and|both|as well as",
    "or": r"or|either|any of",
}
_WORDS = re.compile("|".join(rf"(?P<{kind}>(?<!\w)(?:{words})(?!\w))" for kind, words in _KINDS.items()), re.IGNORECASE)
_AROUND = 28
"""The number of characters before and behind a mark that are shown with it."""
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\(?[0-9a-z]{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE)
_BREAK = re.compile(rf"\n[ \t]*(?=\n)|\n(?=#|{_ITEM.pattern.removeprefix('^')})")
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that may hold logic: `kind` says which, `words` are those of the prose; lines and columns from 1.

    `around` has what stands before and behind them, too.
    """

    line: int
    column: int
    kind: str
    words: str
    around: str


def outline(prose: str) -> list[Mark]:
    """The marks in their order; code blocks hold none."""
    source = Source("<prose>", _FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), prose))
    found = sorted(_found(source.text), key=lambda one: (one[0], one[1] != "item"))
    places = [source.position(start) for start, _, _, _ in found]
    return [Mark(at.line, at.column, *mark[1:]) for at, mark in zip(places, found, strict=True)]


def _found(text: str) -> Iterator[tuple[int, str, str, str]]:
    items = {match.end() for match in _ITEM.finditer(text)}
    for start in items:
        line = text[start:].partition("\n")[0].strip()
        shown = line if len(line) <= 60 else f"{line[:59]}…"
        yield start, "item", shown, shown
    # Where a paragraph, a heading or an item begins: what is shown around a mark stands in the same one.
    borders = sorted({0, len(text), *items, *(match.end() for match in _BREAK.finditer(text))})
    for match in _WORDS.finditer(text):
        assert match.lastgroup is not None
        before = text[borders[bisect_right(borders, match.start()) - 1] : match.start()]
        behind = text[match.end() : borders[bisect_left(borders, match.end())]]
        around = f"{_last(before)}{match[0]}{_first(behind)}"
        yield match.start(), match.lastgroup, " ".join(match[0].split()), " ".join(around.split())


def _first(text: str) -> str:
    """The beginning of a text, in whole words."""
    return text if len(text) <= _AROUND else text[: _AROUND + 1].rpartition(" ")[0] + " …"


def _last(text: str) -> str:
    return text if len(text) <= _AROUND else "… " + text[-_AROUND - 1 :].partition(" ")[2]
