"""A source in the one layout: what `logitext fmt` writes.

Prose stays as it is, character for character, and so does what stands between brackets, quotes and slashes. What is
laid out anew are the annotations: spaces, indentation, and lines that are too long. Comments stay between the tokens
that they stand between.

The page stays the page that it was: an annotation on one line of a heading, a table or a quotation stays on that line,
and below the first line of a list item the annotation is set in as the item's words are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import fields

from logitext.syntax import tree as nodes
from logitext.syntax.diagnostics import Diagnostic, PolicyError
from logitext.syntax.parser import parse
from logitext.syntax.printing.arrange import annotation
from logitext.syntax.printing.blocks import Blocks
from logitext.syntax.printing.layout import Frame, render
from logitext.syntax.printing.lexemes import Concrete, concrete, lexemes, span_of, tokens
from logitext.syntax.scanner import Token
from logitext.syntax.source import Source, Span

LINE_LENGTH = 100
"""The longest line that a formatted annotation has, where its parts allow it."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_FEED = re.compile(r"\r?\n")


class UnfaithfulError(RuntimeError):
    """The formatted text would not say the same as the source. An error of Logitext; nothing is written."""


def format_source(source: Source, line_length: int = LINE_LENGTH) -> str:
    """The text of a source in the one layout; that of the result is the result again.

    PolicyError with all its errors where the source has any. UnfaithfulError where the result is not read as the same
    tree, or loses or moves a comment: it is compared.
    """
    document, errors = parse(source)
    if not errors:
        errors = tuple(_too_deep(document))
    if errors:
        raise PolicyError(errors)
    formatted = "".join(_formatted(source, line_length))
    _compare(source, document, source.with_text(formatted))
    return formatted


def _too_deep(document: nodes.Document) -> Iterator[Diagnostic]:
    """Formulas that nest too deep; the tree does not hold them."""
    for statement in document.statements:
        values = [getattr(statement, field.name) for field in fields(statement)]
        for value in values:
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, nodes.TooDeep):
                    hint = "give its parts names: `let part = …`"
                    yield Diagnostic("NLT105", "the formula nests too deep", document.source, part.span, hint)


def _formatted(source: Source, line_length: int) -> Iterator[str]:
    tree = concrete(source)
    parts, line_end = tree.children, _line_end(source, tree)
    blocks = Blocks(source, [_span(part) for part in parts if not isinstance(part, Token)])
    column, margin, alone = 0, "", True  # `alone`: nothing but white space is on the line so far
    for index, part in enumerate(parts):
        if isinstance(part, Token):
            text = str(part)
            last = _last_line(text)
            if len(last) < len(text) or not index:
                margin, alone = blocks.margin(last, span_of(part).end), True
            alone = alone and not last.strip()
        else:
            following = parts[index + 1] if index + 1 < len(parts) else ""
            beside = _LINE_END.split(following)[0] if isinstance(following, str) else "x"
            tail = beside.split(maxsplit=1)[0] if beside[:1].strip() and isinstance(following, str) else ""
            span = _span(part)
            one_line = blocks.takes_one_line(span.start) and not _LINE_END.search(source[span])
            frame = Frame(sys.maxsize if one_line else line_length, column, margin, len(tail), line_end)
            text = render(annotation(source, part, inline=not alone or bool(beside.strip())), frame)
            last = _last_line(text)
            alone = False
        column = len(last) if len(last) < len(text) else column + len(text)
        yield text


def _span(annotation: Concrete) -> Span:
    opening, *_, closing = tokens(annotation)
    return span_of(opening).to(span_of(closing))


def _line_end(source: Source, tree: Concrete) -> str:
    """The end of a line as the file has it: in its prose, in its clauses and strings, or where it will be replaced.

    A lone carriage return counts for nothing: a comment does not end there.
    """
    own = list(tokens(tree))
    prose = (token for token in own if token.type == "PROSE")
    quoted = (token for token in own if token.type in ("CLAUSE", "STRING"))
    for text in (*prose, *quoted, source.text):
        if found := _LINE_FEED.search(text):
            return found[0]
    return "\n"


def _last_line(text: str) -> str:
    return _LINE_END.split(text)[-1]


def _compare(source: Source, document: nodes.Document, formatted: Source) -> None:
    again, errors = parse(formatted)
    same = not errors and again == document and _essence(formatted) == _essence(source)
    if not same:
        raise UnfaithfulError(f"formatting would change what {source.name} says; it is left as it is")


def _essence(source: Source) -> list[tuple[str, str]]:
    """The tokens and comments in their order. Only between `at` and `least` may white space differ."""
    return [
        (one.kind, " ".join(one.text.split()) if one.kind in ("AT_LEAST", "AT_MOST") else one.text)
        for one in lexemes(source)
    ]
