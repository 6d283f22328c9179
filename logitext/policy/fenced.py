"""Annotations between fences of code: they are prose there, which is easily overlooked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from logitext.policy.model import CheckedPolicy
from logitext.syntax.diagnostics import Diagnostic, Severity
from logitext.syntax.outline import Outline
from logitext.syntax.parser import parse
from logitext.syntax.source import Span
from logitext.syntax.tree import Document, Prose


def fenced(policy: CheckedPolicy) -> Iterator[Diagnostic]:
    """A warning for each annotation between fences, in all files of the policy."""
    for document in policy.documents:
        places = list(_in_prose(document))
        outline = Outline(document) if places else None
        for place in places:
            assert outline is not None
            yield Diagnostic(
                "NLT114",
                "this annotation stands between fences of code, so it is prose",
                document.source,
                place,
                "take the fences away if it belongs to the policy; if it is an example, it may stay",
                (),
                outline.headings(place.start),
                Severity.WARNING,
            )


def _in_prose(document: Document) -> Iterator[Span]:
    """Where prose holds what would be an annotation anywhere else. What is not escaped stands between fences."""
    source = document.source
    opening, closing = map(re.escape, source.delimiters[:2])
    annotation = re.compile(rf"(?<!\\){opening}(?:\\.|(?!{opening}|{closing}).)*+{closing}", re.DOTALL)
    own_line = source.own.end
    for part in document.parts:
        if not isinstance(part, Prose):
            continue
        for found in annotation.finditer(source.text, max(part.span.start, own_line), part.span.end):
            alone, errors = parse(source.with_text(found[0]))
            if not errors and alone.statements:
                yield Span(*found.span())
