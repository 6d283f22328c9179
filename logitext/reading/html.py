r"""HTML as the text that a browser shows: for policies, which judge what a reader sees.

Tags, comments, scripts, styles and what is hidden are left out; blocks become lines, paragraphs are set apart by an
empty line; what stands in `<blockquote>` has `> ` before each line, as quoted mail has. References such as `&#105;`
are the characters that they mean, and no-break spaces are spaces.

The page is read in one pass without a tree, so that no nesting and nothing left open makes it slow: `html.parser`
takes quadratic time on comments that never end, and parsers that build trees on nesting.

>>> html_text("<p>You <b>f&#111;ol</b>!</p><blockquote>Be&nbsp;nice.</blockquote><script>x()</script>")
'You fool!\n\n> Be nice.'
"""

from __future__ import annotations

import html
import re
from collections import Counter

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?:(?P<name>[^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"(?P<d>[^"]*+)"|'(?P<s>[^']*+)'|(?P<u>[^\s>"'][^\s>]*+)))?)"""
)
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
_HUGE = re.compile(r"&#0*+[0-9]{8,}+;?")
"""A reference by a number that no character has; Python refuses to read numbers of thousands of digits."""

_NO_END = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_RAW = frozenset(["script", "style", "xmp", "iframe", "noembed", "noframes"])
"""Elements in which nothing is a tag but their own end."""
_WORDS = frozenset(["textarea", "title"])
"""Elements in which nothing is a tag but their own end, and whose text may be shown."""
_UNSEEN = frozenset(
    ["script", "style", "head", "title", "template", "iframe", "noembed", "noframes", "object", "datalist"]
)
_APART = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "figure", "hr", "form"]
)
"""Blocks that an empty line sets apart."""
_BLOCKS = _APART | {
    *("address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "div", "dt", "fieldset"),
    *(
        "figcaption",
        "footer",
        "header",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "option",
        "section",
        "select",
        "summary",
    ),
    *("tbody", "textarea", "tfoot", "thead", "tr"),
}
_ENDED_BY_ITSELF = frozenset(["p", "li", "dd", "dt", "option", "tr", "td", "th"])
"""Elements that end where the next of them begins."""
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE)


def html_text(source: str) -> str:
    """The text that a page shows."""
    page = _Page()
    at = 0
    while at < len(source):
        opened = source.find("<", at)
        if opened < 0:
            page.write(source[at:])
            break
        page.write(source[at:opened])
        at = _markup(source, opened, page)
    return page.text()


def _markup(source: str, at: int, page: _Page) -> int:
    """Read what begins with `<`; where it ends."""
    if source.startswith("<!--", at):
        if source.startswith(("<!-->", "<!--->"), at):
            return source.index(">", at) + 1
        return _after(source, "-->", at + 4)
    tag = _TAG.match(source, at)
    if tag is None:
        if source.startswith(("<!", "<?", "</"), at) and len(source) > at + 2:
            return _after(source, ">", at + 2)  # a declaration, or what browsers take for a comment
        page.write("<")
        return at + 1
    name = tag[2].lower()
    attributes, end = _attributes(source, tag.end())
    if tag[1]:
        page.close(name)
        return end
    hidden = "hidden" in attributes or _HIDING.search(attributes.get("style", "")) is not None
    if name not in _RAW | _WORDS:
        page.open(name, hidden=hidden)
        return end
    stop = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, end)
    inside = source[end : len(source) if stop is None else stop.start()]
    if name in _WORDS and not hidden:
        page.open(name, hidden=False)
        page.write(inside)
        page.close(name)
    return len(source) if stop is None else _after(source, ">", stop.end())


def _attributes(source: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag, the first of each name, and where the tag ends."""
    found: dict[str, str] = {}
    while (one := _ATTRIBUTE.match(source, at)) is not None and one.end() > at:
        value = next((one[group] for group in "dsu" if one[group] is not None), "")
        if len(found) < _MOST:
            found.setdefault(one["name"].lower(), _decoded(value))
        at = one.end()
    if source[at : at + 1] not in ("", ">"):
        quote = re.compile(r"""[\s/=]*+(["'])?""").match(source, at)
        closing = quote[1] if quote is not None and quote[1] else ">"
        at = _after(source, closing, quote.end() if quote is not None else at)
        return (found, at) if closing == ">" else _attributes_on(source, at, found)
    return found, _after(source, ">", at)


def _attributes_on(source: str, at: int, found: dict[str, str]) -> tuple[dict[str, str], int]:
    """What follows a quotation mark out of place: nothing of it counts, up to the end of the tag."""
    return found, _after(source, ">", at)


_MOST = 100
"""How many attributes of a tag are kept."""


def _after(source: str, mark: str, at: int) -> int:
    """Where the next mark ends; the end of the page where there is none."""
    found = source.find(mark, at)
    return len(source) if found < 0 else found + len(mark)


def _decoded(text: str) -> str:
    """The text with its references as characters."""
    return html.unescape(_HUGE.sub("\ufffd", text)) if "&" in text else text


class _Page:
    """The text so far, line by line."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []
        """The elements that are open, and whether each hides what is in it."""
        self._names: Counter[str] = Counter()
        self._unseen = 0
        self._lines: list[str] = []
        self._line: list[str] = []
        self._gap = False
        self._apart = False

    def write(self, text: str) -> None:
        """Add text between tags."""
        if not text or self._unseen:
            return
        text = _decoded(text)
        if self._names["pre"] or self._names["textarea"]:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self._put(first)
            for line in rest:
                self._end_line(keep_empty=True)
                self._put(line)
            return
        words = _SPACE.sub(" ", text)
        self._gap |= words.startswith(" ")
        if words.strip(" "):
            self._put(words.strip(" "))
            self._gap = words.endswith(" ")

    def open(self, name: str, *, hidden: bool) -> None:
        """An element begins."""
        if self._open and self._open[-1][0] == name and name in _ENDED_BY_ITSELF:
            self.close(name)
        if name in _BLOCKS and self._open and self._open[-1][0] == "p":
            self.close("p")
        self._break(name)
        if name == "br" and not self._unseen:
            self._end_line(keep_empty=True)
        if name in ("td", "th"):
            self._gap = True
        if name in _NO_END:
            return
        hides = hidden or name in _UNSEEN
        self._open.append((name, hides))
        self._names[name] += 1
        self._unseen += hides

    def close(self, name: str) -> None:
        """An element ends, and all that is still open in it."""
        if not self._names[name]:
            return
        while self._open:
            inner, hides = self._open.pop()
            self._break(inner)
            self._names[inner] -= 1
            self._unseen -= hides
            if inner == name:
                return

    def text(self) -> str:
        """All of it, without empty lines at its ends."""
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _break(self, name: str) -> None:
        if name in _BLOCKS and not self._unseen:
            self._end_line()
            self._apart |= name in _APART

    def _put(self, text: str) -> None:
        if not text:
            return
        if self._line and self._gap:
            self._line.append(" ")
        self._gap = False
        self._line.append(text)

    def _end_line(self, *, keep_empty: bool = False) -> None:
        line = "".join(self._line).rstrip()
        self._line, self._gap = [], False
        if not line and not keep_empty:
            return
        quoted = "> " * min(self._names["blockquote"], _DEEPEST)
        if self._apart and self._lines and self._lines[-1].strip("> "):
            self._lines.append("")
        self._apart = False
        self._lines.append((quoted + line).rstrip())


_DEEPEST = 20
"""How many signs of quotation a line has at most."""
