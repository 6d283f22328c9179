"""Findings as SARIF 2.1.0 (OASIS, errata 01), for code-scanning services and editors.

Lines and columns count from 1, `charOffset` from 0, all in code points of the text without a byte-order mark, as
`columnKind` says; `endColumn` is one past the last character. Section numbers below are those of the standard.
"""

from __future__ import annotations

from typing import Any, TypeAlias
from urllib.parse import quote

from logitext.report.findings import pages
from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.plain import path_of, whole
from logitext.report.findings.review import FindingsReview
from logitext.report.json_text import json_text
from logitext.syntax.codes import CODES
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Source, Span
from logitext.version import __version__

_Object: TypeAlias = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """A log with one run; its rules are the codes that occur, in their order."""
    codes = sorted({found.code for found in review.diagnostics})
    driver = {
        "name": "Logitext",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n"],
        "artifacts": [{"location": _artifact(name), "roles": ["analysisTarget"]} for name in review.files],
        "results": [_result(found, codes.index(found.code)) for found in review.diagnostics],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(log)


def _rule(code: str) -> _Object:
    """A reportingDescriptor (3.49). The page stands in `help` as it is: viewers show it, and fill nothing in."""
    rule: _Object = {"id": code, "shortDescription": _message(CODES.get(code, code))}
    if (page := pages.page(code)) is not None:
        rule["help"] = {"text": page, "markdown": page}
    if (url := pages.url(code)) is not None:
        rule["helpUri"] = url
    return rule


def _result(found: Diagnostic, rule: int) -> _Object:
    text = found.message + (f"\nhelp: {found.hint}" if found.hint else "")
    result: _Object = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": found.severity.value,
        "message": _message(text),
    }
    if found.source is not None:
        location: _Object = {"physicalLocation": _physical(found.source, found.span)}
        if found.heading:
            name = " › ".join(found.heading)
            location["logicalLocations"] = [{"name": whole(found.heading[-1]), "fullyQualifiedName": whole(name)}]
        result["locations"] = [location]
    if found.labels:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(one.source, one.span), "message": _message(one.text)}
            for number, one in enumerate(found.labels, 1)
        ]
    return result


def _physical(source: Source, span: Span | None) -> _Object:
    place: _Object = {"artifactLocation": _artifact(source.name)}
    if span is not None:
        start, end = source.position(span.start), source.position(span.end)
        place["region"] = {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": span.start,
            "charLength": span.end - span.start,
        }
    return place


def _artifact(name: str) -> _Object:
    """An artifactLocation (3.4): a URI, relative to the root of the sources unless the path is absolute."""
    path = path_of(name)
    try:
        raw = path.encode("utf-8", "surrogateescape")  # the bytes that the file system has
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    if path.startswith("/"):
        return {"uri": "file://" + quote(raw)}
    if path[1:3] == ":/":  # a drive of Windows
        return {"uri": f"file:///{path[0]}:" + quote(raw[2:])}
    return {"uri": quote(raw), "uriBaseId": "%SRCROOT%"}


def _message(text: str) -> _Object:
    """A message (3.11): braces are doubled, as single ones are placeholders; what would be a link is none."""
    escaped = whole(text).replace("{", "{{").replace("}", "}}")
    if "](" in escaped:
        escaped = escaped.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": escaped}
