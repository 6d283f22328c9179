"""What is left of a policy's source without a statement, a comment, or a part of a formula: as changes of its text."""

from __future__ import annotations

import re

from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Fix
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Annotation, ClauseStatement, Document, Statement

_BLANK = " \t"
_LINE_END = re.compile(r"(?:\r\n|\r|\n)?")
_EMPTY_BEFORE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\Z")


def without_statement(policy: CheckedPolicy, source: Source, span: Span) -> Fix | None:
    """The change that takes a statement out, known by its place or by that of its name; None where that is not clear.

    An annotation that would be left empty goes as well. Of a clause that stands alone in one, in the middle of prose,
    the words stay: they are part of what people read.
    """
    document = next((one for one in policy.documents if one.source.name == source.name), None)
    if document is None:
        return None
    for part in document.parts:
        if isinstance(part, Annotation) and part.span.start <= span.start < part.span.end:
            found = next((one for one in part.statements if one.span.start <= span.start < one.span.end), None)
            return None if found is None else _without(document, part, found)
    return None


def _without(document: Document, annotation: Annotation, statement: Statement) -> Fix | None:
    source = document.source
    signs = source.delimiters
    if len(annotation.statements) > 1:
        return Fix(_cut(source, statement.span), "")
    left = (
        source[Span(annotation.span.start, statement.span.start)]
        + source[Span(statement.span.end, annotation.span.end)]
    )
    if "".join(left.split()) != signs.open + signs.close:
        return None  # a comment, which would go as well
    if not isinstance(statement, ClauseStatement):
        return Fix(_cut(source, annotation.span), "")
    words = source[statement.wording.span].removeprefix(signs.clause_open).removesuffix(signs.clause_close).strip()
    return Fix(annotation.span, words) if " ".join(words.split()) == statement.wording.text else None


def without_comment(source: Source, span: Span) -> Fix:
    """The change that takes a comment out, with its line where it has one to itself."""
    return Fix(_cut(source, span), "")


def _cut(source: Source, span: Span) -> Span:
    """A span, and the white space that it leaves without use: its lines, or what is around it on its line."""
    text, (start, end) = source.text, span
    before, after = start, end
    while before and text[before - 1] in _BLANK:
        before -= 1
    while after < len(text) and text[after] in _BLANK:
        after += 1
    begins, ends = before == 0 or text[before - 1] in "\r\n", after == len(text) or text[after] in "\r\n"
    if begins and ends:
        return Span(before, _lines_end(text, before, after))
    earlier = text[:start].rstrip()
    if earlier.endswith(source.delimiters.open):
        return Span(start, len(text) - len(text[end:].lstrip()))
    if text.startswith(source.delimiters.close, after):
        in_comment = "#" in earlier[earlier.rfind("\n") + 1 :]
        return Span(start if in_comment else len(earlier), end)
    if ends or text[after : after + 1] in tuple(".,;:!?)"):
        return Span(before, end)
    return Span(start, after)


def _lines_end(text: str, start: int, end: int) -> int:
    """Where a line ends that goes, with the empty line after it where there is one before it too."""
    found = _LINE_END.match(text, end)
    assert found is not None  # it matches nothing too
    again = _LINE_END.match(text, found.end())
    alone = not text[:start].strip() or _EMPTY_BEFORE.search(text, 0, start) is not None
    return again.end() if alone and again is not None and again[0] else found.end()
