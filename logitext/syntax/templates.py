"""The double braces of templates, which are no annotations: Handlebars, Mustache, Jekyll, workflows of CI."""

from __future__ import annotations

import re
from collections.abc import Iterator

from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Span
from logitext.syntax.tree import Annotation, Document

BRACES = "in prose write `\\{{` for double braces"
"""The hint where a template's braces were read as an annotation."""

_SECTION = re.compile(r"\{\{(#([^\W\d]\w*))(?:[ \t][^\r\n]*)?\}\}")
_END = re.compile(r"\{\{\s*/\s*(\w+)")
_HELPERS = frozenset(("if", "unless", "each", "with", "clause", "optional"))


def sections(document: Document) -> Iterator[Diagnostic]:
    """The `{{#if …}}` of templates: each is a comment to the grammar, and would be one without a word.

    What opens a section is known by its helper, or by a `{{/name}}` below it.
    """
    source = document.source
    empty = [part.span for part in document.parts if isinstance(part, Annotation) and not part.statements]
    opened = [(span, found) for span in empty if (found := _SECTION.fullmatch(source[span]))]
    ended = {found[1]: found.start() for found in _END.finditer(source.text)} if opened else {}
    for span, found in opened:
        if found[2] in _HELPERS or ended.get(found[2], -1) > span.start:
            place = Span(span.start + found.start(1), span.start + found.end(1))
            message = f"expected the next statement or `}}}}`, found `{found[1]}`"
            yield Diagnostic("NLT101", message, source, place, f"{BRACES}, and a space after the `#` of a comment")
