"""A source as the grammar takes it apart, nothing left out: its tokens, its comments, and the rules over them.

The tree of `syntax.tree` says what was meant and forgets how it was written; a formatter needs both.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from logitext.syntax import grammar
from logitext.syntax.delimiters import Delimiters
from logitext.syntax.scanner import Token
from logitext.syntax.source import Source, Span

_LINE_END = re.compile(r"\r\n|\r|\n")


class Concrete(NamedTuple):
    """A rule of the grammar, its name in `data`, and all of its tokens and rules in order."""

    data: str
    children: list[Concrete | Token]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A token or a comment: `kind` is the terminal's name in the grammar."""

    kind: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line of its own, without trailing white space.

    `blank` says that an empty line is above it, `column` how far it is set in.
    """

    text: str
    blank: bool
    column: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two tokens of an annotation.

    `behind` is a comment on the line of the first of them; `own` are comments after it, each on its own line. `broken`
    says that there is a line end, `blank` that the second token has an empty line above it, `last` that there is a line
    end after the last comment.
    """

    behind: str | None
    own: tuple[Comment, ...]
    broken: bool
    blank: bool
    last: bool


class _NoActions:
    """Leaves every rule as it is."""

    def __default__(self, data: str, children: list[Concrete | Token], meta: object) -> Concrete:
        return Concrete(data, children)


def concrete(source: Source) -> Concrete:
    """The concrete tree of a source that has no syntax errors."""
    tree: Concrete | None = grammar.straight(_NoActions, source.delimiters).parse(source.text)
    assert tree is not None
    return tree


def tokens(tree: Concrete) -> Iterator[Token]:
    """The tokens under a rule, left to right."""
    stack: list[Concrete | Token] = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, Token):
            yield here
        else:
            stack.extend(reversed(here.children))


def span_of(token: Token) -> Span:
    """Where a token stands."""
    return Span(token.start_pos, token.end_pos)


def lexemes(source: Source) -> Iterator[Lexeme]:
    """The tokens and comments of a source that has no syntax errors, in order."""
    end = 0
    for token in tokens(concrete(source)):
        span = span_of(token)
        for found in _comment(source.delimiters).finditer(source.text, end, span.start):
            yield Lexeme("COMMENT", found[0].rstrip(), Span(found.start(), found.start() + len(found[0].rstrip())))
        yield Lexeme(token.type, str(token), span)
        end = span.end


def gap(source: Source, before: int, after: int) -> Gap:
    """The gap between two offsets, the end of a token and the start of the next."""
    behind: str | None = None
    own: list[Comment] = []
    lines = 0  # ends of lines since the last token or comment
    at = before
    for found in _comment(source.delimiters).finditer(source.text, before, after):
        lines += _line_ends(source.text[at : found.start()])
        if at == before and not lines:
            behind = found[0].rstrip()
        else:
            line = _LINE_END.split(source.text[before : found.start()])[-1]
            own.append(Comment(found[0].rstrip(), lines > 1, len(line.expandtabs(4))))
        lines = 0
        at = found.end()
    lines += _line_ends(source.text[at:after])
    broken = _line_ends(source.text[before:after]) > 0
    return Gap(behind, tuple(own), broken, lines > 1, lines > 0)


def _line_ends(text: str) -> int:
    return len(_LINE_END.findall(text))


@functools.lru_cache(16)
def _comment(delimiters: Delimiters) -> re.Pattern[str]:
    return re.compile(grammar.terminal("COMMENT", delimiters))
