"""The tokens of one annotation as words of a layout, each with the comments around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from logitext.syntax.printing.layout import LayoutWord
from logitext.syntax.printing.lexemes import Comment, Concrete, Gap, gap, span_of, tokens
from logitext.syntax.scanner import Token
from logitext.syntax.source import Source

_NO_GAP = Gap(None, (), broken=False, blank=False, last=False)


class WordGaps:
    """Knows the gap before and after every token. `inline`: there is prose on the annotation's line."""

    def __init__(self, source: Source, annotation: Concrete, *, inline: bool) -> None:
        self.inline = inline
        own = list(tokens(annotation))
        self._before: dict[int, Gap] = {}
        self._after: dict[int, Gap] = {}
        for left, right in pairwise(own):
            between = gap(source, span_of(left).end, span_of(right).start)
            self._after[span_of(left).start] = self._before[span_of(right).start] = between
        self._statements = {_first(one) for one in annotation.children[1:-1]}
        self._opening = self._after[span_of(own[0]).start]

    @property
    def opens_with_comment(self) -> bool:
        """Whether a comment stands before the first statement."""
        return self._opening.behind is not None or bool(self._opening.own)

    def breaks(self, part: Concrete | Token) -> bool:
        """Whether the author began a line with a part."""
        return self._before[_first(part)].broken

    def word(self, token: Token) -> LayoutWord:
        """A token with its comments. Empty lines are kept only where a statement begins."""
        start = span_of(token).start
        before, after = self._before.get(start, _NO_GAP), self._after.get(start, _NO_GAP)
        comments = before.own
        statement = start in self._statements
        if not statement or before is self._opening:
            comments = tuple(_without_blanks(comments, 1 if statement else len(comments)))
        text = " ".join(token.split()) if token.type in ("AT_LEAST", "AT_MOST", "IF_NONE") else str(token)
        return LayoutWord(text, comments, after.behind, before.blank and statement, token.type == "OPEN")

    def before_close(self, close: Token) -> tuple[tuple[Comment, ...], bool]:
        """The comments before the end of the annotation, and whether it stands on a line below them."""
        before = self._before[span_of(close).start]
        return tuple(_without_blanks(before.own, len(before.own))), before.last


def _first(part: Concrete | Token) -> int:
    """Where a part begins."""
    return span_of(part if isinstance(part, Token) else next(tokens(part))).start


def _without_blanks(comments: tuple[Comment, ...], first: int) -> Iterator[Comment]:
    """The comments, the first of them without empty lines above."""
    for index, comment in enumerate(comments):
        yield replace(comment, blank=False) if index < first else comment
