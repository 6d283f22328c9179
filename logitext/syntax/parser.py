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
from typing import TypeAlias

from logitext.syntax import grammar
from logitext.syntax.again import read_again
from logitext.syntax.build import TreeBuilder
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.outline import Outline
from logitext.syntax.source import Source, Span
from logitext.syntax.templates import sections
from logitext.syntax.tree import Document

_FIRST_LINE = "write `<!-- logitext: delimiters <% %> -->`, or `<% %> << >>` with those of clauses"


Parsed: TypeAlias = tuple[Document, tuple[Diagnostic, ...]]
"""A tree, and the syntax errors."""


def parse(source: Source, earlier: Parsed | None = None) -> Parsed:
    """The tree of a source, and all its syntax errors in source order.

    Where there are errors the tree holds the statements that are whole. Takes time and memory linear in the source;
    never raises on any text. `earlier` is what this gave of another text: what both have is not read again.
    """
    again = read_again(source, *earlier) if earlier is not None else None
    document, errors = again if again is not None else _read(source)
    if errors and errors[-1].code == "NLT107":  # it was given up
        return document, errors
    found = sorted((*_of_first_line(source), *errors, *sections(document)), key=lambda one: one.span or Span(0, 0))
    if not found:
        return document, ()
    outline = Outline(document)
    return document, tuple(replace(one, heading=outline.headings(one.span.start) if one.span else ()) for one in found)


def _read(source: Source) -> Parsed:
    parts = grammar.straight(TreeBuilder, source.delimiters).parse(source.text)
    if parts is not None:
        return Document(source, parts), ()
    from logitext.syntax.recovery import recovered  # noqa: PLC0415  # lark, which only a source with errors needs

    return recovered(source)


def _of_first_line(source: Source) -> Iterator[Diagnostic]:
    """What is wrong with the line in which a file names its delimiters."""
    if source.own.problem is not None:
        place = Span(source.own.start, source.own.end)
        yield Diagnostic("NLT113", source.own.problem, source, place, _FIRST_LINE)
