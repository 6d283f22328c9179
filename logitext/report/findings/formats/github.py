"""Findings as GitHub's workflow commands: printed in a job, they become annotations of the changed files.

`::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`. Columns count code points; `endColumn` is that of
the last character. GitHub takes columns only where a place is in one line, and shows ten errors and ten warnings of a
step; paths must be those of the repository, so run it in the repository's root.
"""

from __future__ import annotations

import unicodedata

from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.plain import is_file, path_of, whole
from logitext.report.findings.review import FindingsReview
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Source, Span


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """A command for each finding."""
    return "".join(_command(found) + "\n" for found in review.diagnostics)


def _command(found: Diagnostic) -> str:
    properties: dict[str, str | int] = {}
    if found.source is not None and is_file(found.source.name):
        properties["file"] = path_of(found.source.name)
        if found.span is not None:
            properties |= _place(found.source, found.span)
    properties["title"] = found.code
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{found.severity.value} {told}::{_data(_message(found))}"


def _place(source: Source, span: Span) -> dict[str, str | int]:
    start, last = source.position(span.start), source.position(max(span.start, span.end - 1))
    if start.line != last.line:
        return {"line": start.line, "endLine": last.line}
    return {"line": start.line, "col": start.column, "endLine": last.line, "endColumn": last.column}


def _message(found: Diagnostic) -> str:
    """The message, where in the policy it is, the further places and the hint: a line each."""
    lines = [found.message]
    if found.heading:
        lines.append(f"§ {' › '.join(found.heading)}")
    for label in found.labels:
        line, column = label.source.position(label.span.start)
        lines.append(f"{label.source.name}:{line}:{column}: {label.text}")
    if found.hint:
        lines.append(f"help: {found.hint}")
    return "\n".join(lines)


# --- escapes -----------------------------------------------------------------------------------------------------


def _data(text: str) -> str:
    """What stands behind the second `::`."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return "".join(f"\\u{ord(sign):04x}" if unicodedata.category(sign) in _UNSEEN else sign for sign in whole(escaped))


def _property(text: str) -> str:
    """The value of a property; a comma would end it, and a colon the properties."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_UNSEEN = {"Cc", "Zl", "Zp"}
"""Categories of what is neither shown nor escaped by GitHub: control characters and further line ends."""
