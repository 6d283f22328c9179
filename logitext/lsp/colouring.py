"""The colours of a file: what each word in its annotations is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from logitext.lsp.analysis import Analysis
from logitext.lsp.looking import kind_of
from logitext.lsp.positions import Positions
from logitext.syntax.expected import is_word
from logitext.syntax.printing.lexemes import lexemes
from logitext.syntax.source import Span

TYPES = (
    "keyword",
    "string",
    "regexp",
    "number",
    "comment",
    "property",
    "function",
    "event",
    "parameter",
    "variable",
    "enumMember",
    "type",
)
"""The kinds of words, by the names of the protocol."""

_TERMINALS = {"STRING": "string", "CLAUSE": "string", "REGEX": "regexp", "NUMBER": "number", "DATE": "number"}
_TERMINALS |= {"COMMENT": "comment", "VARIABLE": "variable", "CALENDAR": "keyword", "AGGREGATE": "keyword"}
_NAMES = {
    "text": "parameter",
    "fact": "property",
    "list": "parameter",
    "table": "parameter",
    "clause": "property",
    "definition": "function",
    "verdict": "event",
    "violation": "event",
    "label": "enumMember",
}
_LINE_END = re.compile(r"\r\n|\r|\n")


def coloured(analysis: Analysis) -> Iterator[tuple[Span, str]]:
    """The words of a file with their kinds, none of them over a line end; of a file with errors only its names."""
    whole = not any(file.errors for file in analysis.files[-1:])
    names = {use.span: use for use in analysis.uses}
    found: list[tuple[Span, str]] = []
    if whole:
        found = [
            (one.span, kind)
            for one in lexemes(analysis.source)
            if one.span not in names and (kind := _of_terminal(one.kind)) is not None
        ]
    for span, use in names.items():
        declared = analysis.declared.get(use.name)
        kind = "variable" if use.binder is not None or declared is None else _NAMES.get(kind_of(declared, use.name))
        if kind is not None:
            found.append((span, kind))
    for span, kind in sorted(found):
        yield from ((part, kind) for part in _lines(analysis.source.text, span))


def encoded(analysis: Analysis, places: Positions) -> list[int]:
    """The words as the protocol has them: five numbers each, the place counted from the word before."""
    data: list[int] = []
    line = character = 0
    for span, kind in coloured(analysis):
        start, end = places.position(span.start), places.position(span.end)
        data += [
            start.line - line,
            start.character - (character if start.line == line else 0),
            end.character - start.character,
            TYPES.index(kind),
            0,
        ]
        line, character = start.line, start.character
    return data


def _of_terminal(terminal: str) -> str | None:
    if terminal == "NAME":
        return "type"  # a sort, a unit or a function that is built in; all others are names of the policy
    return _TERMINALS.get(terminal) or ("keyword" if is_word(terminal) else None)


def _lines(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for end in _LINE_END.finditer(text, span.start, span.end):
        if end.start() > start:
            yield Span(start, end.start())
        start = end.end()
    if span.end > start:
        yield Span(start, span.end)
