"""Diagnostics for a reader: place, line, caret, what is wrong, what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from logitext.report.console import printable
from logitext.syntax.diagnostics import Diagnostic, Severity
from logitext.syntax.source import Source, Span

_LONGEST_LINE = 160
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def render(diagnostics: Iterable[Diagnostic]) -> RenderableType:
    """All of them, each followed by a blank line, and how many errors there were if more than one thing was found."""
    shown = list(diagnostics)
    parts: list[Text] = [render_one(diagnostic) for diagnostic in shown]
    errors = sum(one.severity is Severity.ERROR for one in shown)
    if len(shown) > 1 and errors:
        parts.append(Text(f"{errors} error{'s' * (errors > 1)}", "bold"))
    return Group(*parts)


def render_one(diagnostic: Diagnostic) -> Text:
    """One diagnostic in the manner of a compiler."""
    text = Text(no_wrap=True, overflow="ignore")
    style = _STYLE[diagnostic.severity]
    text.append(diagnostic.severity.value, style).append(f"[{diagnostic.code}]", style)
    text.append(f": {printable(diagnostic.message)}\n", "bold")
    if diagnostic.source is not None:
        if diagnostic.span is None:
            text.append("  --> ", "blue").append(f"{printable(diagnostic.source.name)}\n")
        else:
            _place(text, diagnostic.source, diagnostic.span, "  --> ", diagnostic.heading)
            _excerpt(text, diagnostic.source, diagnostic.span, "^", style, "")
    for label in diagnostic.labels:
        if label.source is not diagnostic.source:
            _place(text, label.source, label.span, "  ::: ", ())
        _excerpt(text, label.source, label.span, "-", "blue", label.text)
    if diagnostic.hint:
        text.append("  help: ", "bold cyan").append(f"{printable(diagnostic.hint)}\n")
    return text


def one_line(diagnostic: Diagnostic) -> str:
    """`file:line:column: error[CODE]: message`, for editors and logs."""
    return printable(str(diagnostic))


def _place(text: Text, source: Source, span: Span, arrow: str, heading: tuple[str, ...]) -> None:
    line, column = source.position(span.start)
    text.append(arrow, "blue").append(f"{printable(source.name)}:{line}:{column}")
    if heading:
        text.append(f"  § {' › '.join(map(printable, heading))}", "dim")
    text.append("\n")


def _excerpt(text: Text, source: Source, span: Span, mark: str, style: str, label: str) -> None:
    """The first line of a span, marked below; of a very long line the part around the span."""
    number, column = source.position(span.start)
    line = source.line(number)
    first = column - 1
    last = min(first + max(span.end - span.start, 1), max(len(line), first + 1))
    cut = max(0, first - _LONGEST_LINE // 2) if len(line) > _LONGEST_LINE else 0
    shown = line[cut : cut + _LONGEST_LINE]
    before = ("…" if cut else "") + _cells(shown[: first - cut])
    marked = _cells(shown[first - cut : last - cut]) or " "
    after = _cells(shown[last - cut :]) + ("…" if cut + _LONGEST_LINE < len(line) else "")
    gutter = f"{number:>5} "
    text.append(gutter, "blue").append("| ", "blue").append(f"{before}{marked}{after}".rstrip() + "\n")
    text.append(" " * len(gutter), "blue").append("| ", "blue")
    text.append(" " * _width(before)).append(mark * max(1, _width(marked)), style)
    text.append(f" {printable(label)}\n" if label else "\n", style)


def _cells(text: str) -> str:
    """Text that takes the cells that `_width` says: tabs widened, control characters made visible."""
    return printable(text.replace("\t", "    "))


def _width(text: str) -> int:
    """Terminal cells of a text: two for wide characters, none for combining ones."""
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
