"""The double braces of templates, which are no annotations: Handlebars, Mustache, Jekyll, workflows of CI."""

from __future__ import annotations

import re
from collections.abc import Iterator

from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Span
from logitext.syntax.tree import Annotation, Document

BRACES = "in prose write `\\{{` for double braces"
"""The hint where a template's braces were read as an annotation."""
OTHERS = "a page of templates can name other delimiters in its first line: `<!-- logitext: delimiters <% %> -->`"
"""What else helps there."""

_HELPERS = frozenset(("if", "unless", "each", "with", "clause", "optional"))


def hint(delimiters: Delimiters) -> str:
    """What to do about signs of prose that were read as an annotation."""
    if delimiters == DEFAULT:
        return f"{BRACES}; {OTHERS}"
    return f"in prose write `\\{delimiters.open}` for these signs"


def sections(document: Document) -> Iterator[Diagnostic]:
    """The `{{#if …}}` of templates: each is a comment to the grammar, and would be one without a word.

    What opens a section is known by its helper, or by a `{{/name}}` below it.
    """
    source = document.source
    opening, closing = map(re.escape, source.delimiters[:2])
    section = re.compile(rf"{opening}(#([^\W\d]\w*))(?:[ \t][^\r\n]*)?{closing}")
    empty = [part.span for part in document.parts if isinstance(part, Annotation) and not part.statements]
    opened = [(span, found) for span in empty if (found := section.fullmatch(source[span]))]
    ended = {found[1]: found.start() for found in re.finditer(rf"{opening}\s*/\s*(\w+)", source.text)} if opened else {}
    for span, found in opened:
        if found[2] in _HELPERS or ended.get(found[2], -1) > span.start:
            place = Span(span.start + found.start(1), span.start + found.end(1))
            message = f"expected the next statement or `{source.delimiters.close}`, found `{found[1]}`"
            todo = f"{hint(source.delimiters)}; a comment has a space after its `#`"
            yield Diagnostic("NLT101", message, source, place, todo)
