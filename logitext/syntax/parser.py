"""From source text to tree.

>>> from logitext.syntax.source import Source
>>> document, diagnostics = parse(Source("p.nltc", "Never {{let rude = [[is rude]]}}."))
>>> document.statements[0].wording
Wording(text='is rude')
>>> _, diagnostics = parse(Source("p.nltc", "{{lett rude = [[is rude]]}}"))
>>> print(diagnostics[0])
p.nltc:1:3: error[NLT101]: expected the next statement or `}}`, found `lett`
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from logitext.syntax import grammar
from logitext.syntax.build import TreeBuilder
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.outline import Outline
from logitext.syntax.source import Source, Span
from logitext.syntax.templates import sections
from logitext.syntax.tree import Document

_FIRST_LINE = "write `<!-- logitext: delimiters <% %> -->`, or `<% %> << >>` with those of clauses"


def parse(source: Source) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The tree of a source, and all its syntax errors in source order.

    Where there are errors the tree holds the statements that are whole. Takes time and memory linear in the source;
    never raises on any text.
    """
    parts = grammar.straight(TreeBuilder, source.delimiters).parse(source.text)
    document = Document(source, parts) if parts is not None else None
    errors: tuple[Diagnostic, ...] = ()
    if document is None:
        from logitext.syntax.recovery import recovered  # noqa: PLC0415  # lark, which only a source with errors needs

        document, errors = recovered(source)
        if errors[-1].code == "NLT107":  # it was given up
            return document, errors
    found = sorted((*_of_first_line(source), *errors, *sections(document)), key=lambda one: one.span or Span(0, 0))
    if not found:
        return document, ()
    outline = Outline(document)
    return document, tuple(replace(one, heading=outline.headings(one.span.start) if one.span else ()) for one in found)


def _of_first_line(source: Source) -> Iterator[Diagnostic]:
    """What is wrong with the line in which a file names its delimiters."""
    if source.own.problem is not None:
        place = Span(source.own.start, source.own.end)
        yield Diagnostic("NLT113", source.own.problem, source, place, _FIRST_LINE)
