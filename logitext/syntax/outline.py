"""The Markdown around annotations: the headings above a place, and the sentence that a clause stands in."""

from __future__ import annotations

import bisect
import re

from logitext.syntax.tree import Annotation, ClauseStatement, Document

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_PARAGRAPH = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
_SENTENCE_END = re.compile(r"[.!?][\"”)\]]*\s+(?=[^\sa-z])")
_SENTENCE_END_OR_LAST = re.compile(r"[.!?][\"”)\]]*(?=\s+[^\sa-z]|\s*$)")
_ALONE = re.compile(r"\s*\n\s*")
_BLOCK_MARK = re.compile(r"^\s*(?:#{1,6}|[-*+]|\d+[.)]|>)\s+")


class Outline:
    """What a document looks like between its annotations. Built once, in time linear in the document."""

    def __init__(self, document: Document) -> None:
        self._document = document
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

    def headings(self, offset: int) -> tuple[str, ...]:
        """The titles of the sections that an offset lies in, outermost first."""
        index = bisect.bisect_right(self._heading_starts, offset) - 1
        return self._headings[index][1] if index >= 0 else ()

    def sentence(self, clause: ClauseStatement) -> str:
        """The sentence around a clause, the clause between « and », other annotations by their clauses' words."""
        text = self._document.source.text
        index = bisect.bisect_right(self._paragraphs, clause.span.start)
        start, end = (
            self._paragraphs[index - 1],
            self._paragraphs[index] if index < len(self._paragraphs) else len(text),
        )
        pieces: list[tuple[str, bool]] = []  # the text, and whether it is prose
        before = 0  # how many pieces stand before the clause
        at = start
        first = bisect.bisect_left(self._annotation_starts, start)
        last = bisect.bisect_left(self._annotation_starts, end)
        for annotation in self._annotations[first:last]:
            pieces.append((text[at : annotation.span.start], True))
            at = annotation.span.end
            clauses = [s for s in annotation.statements if isinstance(s, ClauseStatement)]
            for number, other in enumerate(clauses):
                if number:
                    pieces.append((", ", False))
                if other is clause:
                    before = len(pieces)
                pieces.append((f"«{other.wording.text}»" if other is clause else other.wording.text, False))
        pieces.append((text[at : max(at, end)], True))
        return _fold(_sentence(pieces, before))


def _headings(text: str) -> list[tuple[int, tuple[str, ...]]]:
    found: list[tuple[int, tuple[str, ...]]] = []
    path: dict[int, str] = {}
    fence = ""
    at = 0
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (heading := _HEADING.match(line.rstrip("\r\n"))):
            level = len(heading[1])
            path = {k: title for k, title in path.items() if k < level} | {level: _fold(heading[2])}
            found.append((at, tuple(path.values())))
        at += len(line)
    return found


def _sentence(pieces: list[tuple[str, bool]], index: int) -> str:
    """The pieces around one of them, cut at the ends of sentences in the prose."""
    left: list[str] = []
    for piece, prose in reversed(pieces[:index]):
        cut = _last_start(piece) if prose else 0
        left.insert(0, piece[cut:])
        if cut:
            break
    right: list[str] = []
    for piece, prose in pieces[index + 1 :]:
        cut = _first_end(piece) if prose else len(piece)
        right.append(piece[:cut])
        if cut < len(piece):
            break
    return "".join((*left, pieces[index][0], *right))


def _last_start(prose: str) -> int:
    """Where the last sentence of some prose starts, 0 if it holds no end of one.

    The number of a heading or a list item ends no sentence; an annotation that has a line to itself ends its own.
    """
    if _ALONE.fullmatch(prose):
        return len(prose)
    starts = [m.end() for m in _SENTENCE_END.finditer(prose) if not prose[: m.start()].strip(" #\t\r\n").isdigit()]
    return starts[-1] if starts else 0


def _first_end(prose: str) -> int:
    """Where the first sentence of some prose ends; its length if it goes on."""
    if _ALONE.fullmatch(prose):
        return 0
    end = _SENTENCE_END_OR_LAST.search(prose)
    return end.end() if end else len(prose)


def _fold(text: str) -> str:
    return _BLOCK_MARK.sub("", " ".join(text.split()))
