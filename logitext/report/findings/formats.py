"""The formats of findings, by name, and which one the name of a file asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from logitext.report.findings import github, line, records, sarif, text
from logitext.report.findings.review import Review

FORMATS: Mapping[str, Callable[[Review], str]] = {
    "text": text.render,
    "line": line.render,
    "json": records.render,
    "jsonl": records.render_lines,
    "sarif": sarif.render,
    "github": github.render,
}
"""What each format makes of a review: a text that ends in a line end, or nothing."""

_BY_SUFFIX = {".sarif": "sarif", ".sarif.json": "sarif", ".jsonl": "jsonl", ".json": "json", ".txt": "text"}


def format_of(file: str, otherwise: str) -> str:
    """The format that the name of a file asks for.

    >>> format_of("out/findings.sarif", "text"), format_of("findings", "line")
    ('sarif', 'line')
    """
    named = (format for suffix, format in _BY_SUFFIX.items() if file.lower().endswith(suffix))
    return next(named, otherwise)
