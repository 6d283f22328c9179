"""Findings as JSON, and as JSON Lines with a finding a line; the models are the published schema.

Lines and columns count from 1, offsets from 0, both in code points of the text without a byte-order mark; ends are one
past the last character.
"""

from __future__ import annotations

from pydantic import Field

from logitext.records.frozen import Frozen, SpanRecord, ValueField
from logitext.records.overview import Overview
from logitext.report.findings import pages
from logitext.report.findings.plain import whole
from logitext.report.findings.review import FindingsReview
from logitext.syntax.diagnostics import Diagnostic, Label
from logitext.syntax.source import Source, Span


class RangeRecord(SpanRecord):
    """A range in a file: lines and columns from 1, offsets from 0, all in code points; ends are exclusive."""

    offset: int
    end_offset: int

    @classmethod
    def of_span(cls, source: Source, span: Span) -> RangeRecord:
        """A span as lines, columns and offsets."""
        start, end = source.position(span.start), source.position(span.end)
        return cls(
            line=start.line,
            column=start.column,
            end_line=end.line,
            end_column=end.column,
            offset=span.start,
            end_offset=span.end,
        )


class LabelRecord(Frozen):
    """A further place that a finding speaks of, and what it shows there."""

    file: str
    span: RangeRecord
    text: str


class Finding(Frozen):
    """One error or warning: its code, message, place and hint."""

    code: str = Field(description="`logitext explain CODE` prints the page about it")
    severity: str = Field(description="`error` or `warning`")
    message: str
    hint: str | None = Field(description="what to do about it")
    file: str | None = Field(description="as it was named; null where the finding is about no file")
    span: RangeRecord | None = Field(description="null where the finding is about the file as a whole")
    heading: tuple[str, ...] = Field(description="the headings above the place, outermost first")
    labels: tuple[LabelRecord, ...]
    url: str | None = Field(description="the page about the code; null where the package names no site")
    rule: str | None = Field(description="the rule of lint that found it; null for what keeps a policy from loading")
    subject: str | None = Field(description="the name that it is about, or the text of a part of a formula")
    witness: dict[str, ValueField] | None = Field(description="values of clauses that show it, where that helps")


class Findings(Frozen):
    """What looking at some files came to."""

    schema_version: str = "1"
    files: tuple[str, ...] = Field(description="the files that were looked at, those that cannot be read included")
    findings: tuple[Finding, ...]
    overviews: tuple[Overview, ...] = Field(default=(), description="what --table and --influence ask for")


def record(review: FindingsReview) -> Findings:
    """A review as data."""
    return Findings(
        files=tuple(map(whole, review.files)),
        findings=tuple(map(finding, review.diagnostics)),
        overviews=review.overviews,
    )


def finding(found: Diagnostic) -> Finding:
    """A diagnostic as data."""
    source, span = found.source, found.span
    return Finding(
        code=found.code,
        severity=found.severity.value,
        message=whole(found.message),
        hint=None if found.hint is None else whole(found.hint),
        file=None if source is None else whole(source.name),
        span=None if source is None or span is None else RangeRecord.of_span(source, span),
        heading=tuple(map(whole, found.heading)),
        labels=tuple(map(_label, found.labels)),
        url=pages.url(found.code),
        rule=None if found.about is None else found.about.rule,
        subject=None if found.about is None else whole(found.about.subject),
        witness=None if found.about is None or found.about.witness is None else dict(found.about.witness),
    )


def _label(label: Label) -> LabelRecord:
    return LabelRecord(
        file=whole(label.source.name), span=RangeRecord.of_span(label.source, label.span), text=whole(label.text)
    )
