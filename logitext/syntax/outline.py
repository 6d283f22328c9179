"""The Markdown around annotations: the headings above a place, and the sentence that a clause stands in."""

from __future__ import annotations

import bisect
import itertools
import re

from logitext.syntax.source import Span
from logitext.syntax.tree import Annotation, ClauseStatement, Document

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\r|\n)(?:(?!---|\.\.\.)[^\r\n]*(?:\r\n|\r|\n))*+(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)"
)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]++")
_PARAGRAPH = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
_SENTENCE_END = re.compile(r"[.!?][\"”)\]]*\s+(?=[^\sa-z])")
_SENTENCE_END_OR_LAST = re.compile(r"[.!?][\"”)\]]*(?=\s+[^\sa-z]|\s*$)")
_BLOCK_MARK = re.compile(r"^\s*(?:#{1,6}|[-*+]|\d+[.)]|>)\s+")

MAX_ANNOTATIONS = 12
"""How many annotations before and after a clause are shown with it."""
MAX_TOGETHER = 4
"""How many clauses of one annotation are shown together."""


class Outline:
    """What a document looks like between its annotations. Built once, in time linear in the document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        text = document.source.text
        blank = "".join(
            " " * (part.span.end - part.span.start) if isinstance(part, Annotation) else part.text
            for part in document.parts
        )
        assert len(blank) == len(text)
        self._headings = list(_headings(blank))
        self._heading_starts = [start for start, _ in self._headings]
        breaks = [m.end() for m in _PARAGRAPH.finditer(blank)]
        self._paragraphs = [0, *breaks, len(text)]
        self._annotations = [part for part in document.parts if isinstance(part, Annotation)]
        self._annotation_starts = [part.span.start for part in self._annotations]
        self._clauses: dict[int, dict[int, ClauseStatement]] = {}

    def headings(self, offset: int) -> tuple[str, ...]:
        """The titles of the sections that an offset lies in, outermost first."""
        index = bisect.bisect_right(self._heading_starts, offset) - 1
        return self._headings[index][1] if index >= 0 else ()

    def sections(self) -> list[Span]:
        """The sections, each from its heading to the next one that is not below it."""
        ends = [len(self.document.source.text)] * len(self._headings)
        open_ones: list[int] = []
        for index, (start, titles) in enumerate(self._headings):
            while open_ones and len(self._headings[open_ones[-1]][1]) >= len(titles):
                ends[open_ones.pop()] = start
            open_ones.append(index)
        return [Span(start, end) for (start, _), end in zip(self._headings, ends, strict=True)]

    def sentence(self, clause: ClauseStatement) -> str:
        """The sentence around a clause, the clause between « and », other annotations by their clauses' words.

        At most MAX_ANNOTATIONS of those on either side, so that a page without a full stop costs no more than a line.
        """
        index = bisect.bisect_right(self._paragraphs, clause.span.start)
        start = self._paragraphs[index - 1]
        end = self._paragraphs[index] if index < len(self._paragraphs) else len(self.document.source.text)
        here = bisect.bisect_right(self._annotation_starts, clause.span.start) - 1
        own = self._words(here, clause)
        return _fold("".join((*self._before(here, start), own, *self._after(here, end))))

    def _before(self, here: int, start: int) -> list[str]:
        """What stands before an annotation, back to the start of its sentence."""
        text = self.document.source.text
        pieces: list[str] = []
        for index in range(here, max(-1, here - MAX_ANNOTATIONS), -1):
            previous = self._annotations[index - 1] if index else None
            since = max(start, previous.span.end) if previous else start
            prose = text[since : self._annotations[index].span.start]
            cut = _last_start(prose)
            pieces.append(prose[cut:])
            if cut or previous is None or since == start:
                break
            pieces.append(self._words(index - 1))
        return pieces[::-1]

    def _after(self, here: int, end: int) -> list[str]:
        """What stands after an annotation, to the end of its sentence."""
        text = self.document.source.text
        pieces: list[str] = []
        for index in range(here, here + MAX_ANNOTATIONS):
            following = self._annotations[index + 1] if index + 1 < len(self._annotations) else None
            until = min(end, following.span.start) if following else end
            prose = text[self._annotations[index].span.end : max(until, self._annotations[index].span.end)]
            cut = _first_end(prose)
            pieces.append(prose[:cut])
            if cut < len(prose) or following is None or until == end:
                break
            pieces.append(self._words(index + 1))
        return pieces

    def _words(self, index: int, marked: ClauseStatement | None = None) -> str:
        """The words of an annotation's clauses; one that is marked stands alone where there are many."""
        known = self._clauses.get(index)
        if known is None:
            statements = self._annotations[index].statements
            known = self._clauses[index] = {id(one): one for one in statements if isinstance(one, ClauseStatement)}
        if len(known) <= MAX_TOGETHER:
            clauses = list(known.values())
        elif marked is not None and id(marked) in known:
            clauses = [marked]
        else:
            clauses = list(itertools.islice(known.values(), MAX_TOGETHER))
        return ", ".join(f"«{clause.wording.text}»" if clause is marked else clause.wording.text for clause in clauses)


def _headings(text: str) -> list[tuple[int, tuple[str, ...]]]:
    found: list[tuple[int, tuple[str, ...]]] = []
    path: dict[int, str] = {}
    fence = ""
    at = 0
    front = _FRONT_MATTER.match(text)
    for line in text.splitlines(keepends=True):
        if front is not None and at < front.end():
            at += len(line)
            continue
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (heading := _HEADING.match(line)):
            level = len(heading[1])
            # The signs that may close a heading are no part of it. Not by a pattern: many blanks would make it slow.
            title = line[heading.end() :].rstrip().rstrip("#").rstrip()
            path = {k: above for k, above in path.items() if k < level} | {level: _fold(title)}
            found.append((at, tuple(path.values())))
        at += len(line)
    return found


def _is_line_end(prose: str) -> bool:
    """Whether there is nothing but white space, with a line end in it."""
    return prose.isspace() and "\n" in prose


def _last_start(prose: str) -> int:
    """Where the last sentence of some prose starts, 0 if it holds no end of one.

    The number of a heading or a list item ends no sentence; an annotation that has a line to itself ends its own.
    """
    if _is_line_end(prose):
        return len(prose)
    starts = [m.end() for m in _SENTENCE_END.finditer(prose) if not prose[: m.start()].strip(" #\t\r\n").isdigit()]
    return starts[-1] if starts else 0


def _first_end(prose: str) -> int:
    """Where the first sentence of some prose ends; its length if it goes on."""
    if _is_line_end(prose):
        return 0
    end = _SENTENCE_END_OR_LAST.search(prose)
    return end.end() if end else len(prose)


def _fold(text: str) -> str:
    return _BLOCK_MARK.sub("", " ".join(text.split()))
