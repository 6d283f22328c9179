"""Diagnostics as editors take them, and the changes that their hints propose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types

from logitext.lsp.analysis import Analysis
from logitext.lsp.positions import Positions
from logitext.report.findings import pages
from logitext.syntax import tree
from logitext.syntax.diagnostics import Diagnostic, Label, Severity
from logitext.syntax.source import Span

_PROPOSED = re.compile(r"did you mean `([^`]+)`\?")


def shown(analysis: Analysis, found: Diagnostic, places: Positions) -> types.Diagnostic:
    """A diagnostic in an editor; one about a file that is used stands where that is used."""
    message = found.message if found.hint is None else f"{found.message}\nhelp: {found.hint}"
    here = found.source is None or found.source is analysis.source
    if not here:
        assert found.source is not None
        message = f"{found.source.name}: {message}"
    span = found.span if here and found.span is not None else _use(analysis) if not here else Span(0, 0)
    url = pages.url(found.code)
    return types.Diagnostic(
        places.range(span),
        message,
        severity=types.DiagnosticSeverity.Error
        if found.severity is Severity.ERROR
        else types.DiagnosticSeverity.Warning,
        code=found.code,
        code_description=None if url is None else types.CodeDescription(url),
        source="logitext",
        related_information=[_label(label, places) for label in found.labels],
    )


def fixes(analysis: Analysis, span: Span) -> Iterator[tuple[Diagnostic, str]]:
    """The diagnostics that touch a span and whose hints name another word, with that word."""
    for found in analysis.diagnostics:
        if found.source is analysis.source and found.span is not None and found.hint is not None:
            proposed = _PROPOSED.search(found.hint)
            touches = found.span.start <= span.end and span.start <= found.span.end
            if proposed is not None and touches:
                yield found, proposed[1]


def _label(label: Label, places: Positions) -> types.DiagnosticRelatedInformation:
    there = Positions(label.source, places.encoding)
    return types.DiagnosticRelatedInformation(
        types.Location(places.uri(label.source.name), there.range(label.span)), label.text
    )


def _use(analysis: Analysis) -> Span:
    """Where the first file is used."""
    found = [one.path.span for one in analysis.document.statements if isinstance(one, tree.UseStatement)]
    return found[0] if found else Span(0, 0)
