r"""A quotation found in the text that it is from, though a model or a keyboard spelled it otherwise.

Forgiven are: another normal form; other white space, line ends and no-break spaces; curly and straight quotation marks,
dashes, an ellipsis as one sign or as three; joiners and other characters that nobody sees; Markdown's signs; quotation
marks put around it, and a full stop or an ellipsis put at its ends. Case is not: `i will` is no quotation of `I will`.

>>> find("don't  go.", "He said: \u201cDon\u2019t go, do **not**\xa0go, don\u2019t go away.\u201d")
(35, 43)
>>> find("do not go", "He said: \u201cDon\u2019t go, do **not**\xa0go, don\u2019t go away.\u201d")
(20, 33)
>>> find("i will", "I will") is None
True
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from logitext.unicode.mapped import Edit, Mapped, compositions, replaced

_UNSEEN = "\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_ALIKE = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u02bc\u00b4\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2026": "...",
}
_MARKDOWN = "*_`~"
_AROUND = " \"'"
_ADDED = ". "


def find(quote: str, text: str) -> tuple[int, int] | None:
    """Start and end of a place in the text that the quotation is of; None where there is none."""
    literal = quote.strip()
    at = text.find(literal)
    if at >= 0 and literal:
        return at, at + len(literal)
    said = _folded(quote).text.strip()
    where = folded(text)
    for sought in _readings(said):
        at = where.text.find(sought)
        if at >= 0:
            return where.span(at, at + len(sought))
    return None


def _readings(said: str) -> Iterator[str]:
    """The quotation as it is, then without what may have been put around it."""
    bare = said.strip(_AROUND)
    readings = (said, bare, said.strip(_ADDED), bare.strip(_ADDED).strip(_AROUND))
    return (reading for reading in dict.fromkeys(readings) if reading)


@functools.lru_cache(maxsize=8)
def folded(text: str) -> Mapped:
    """A text without the differences that are forgiven; the last few are kept."""
    return _folded(text)


def _folded(text: str) -> Mapped:
    seen = replaced(text, _edits(text))
    return seen.then(replaced(seen.text, compositions(seen.text)))


def _edits(text: str) -> Iterator[Edit]:
    for found in _different().finditer(text):
        if found["gap"] is None:
            yield *found.span(), _ALIKE.get(found[0], "")
        elif found[0] != " ":
            yield *found.span(), " " if any(char.isspace() for char in found[0]) else ""


@functools.cache
def _different() -> re.Pattern[str]:
    gap = rf"[\s{_UNSEEN}{_MARKDOWN}]|(?:(?<=[\n\r>#])|(?<=[\n\r>#] )|\A)[>#]"
    return re.compile(rf"(?P<gap>(?! [^\s{_UNSEEN}{_MARKDOWN}])(?:{gap})++)|[{''.join(_ALIKE)}]|\\(?=[!-/:-@\[-`{{-~])")
