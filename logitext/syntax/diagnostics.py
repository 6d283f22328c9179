"""Diagnostics: what is wrong, where, and what to do about it, as data.

A diagnostic is rendered elsewhere (`report.diagnostics`). Messages are lower case, without a final period, with names
in backticks. Every code has an entry in :mod:`logitext.syntax.codes`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from logitext.syntax.source import Source, Span


class Severity(enum.Enum):
    """The severity of a diagnostic: an error stops the work, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Label:
    """A further place that a diagnostic speaks of, and what it shows there."""

    source: Source
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the source of a finding that mends it: another text in place of what stands in a span."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """What a finding of `lint` is about: its rule, and a name or the text of a part of a formula.

    `witness` are clauses and values that show it, where that helps; `fix` is a change that `--fix` may make.
    """

    rule: str
    subject: str
    witness: tuple[tuple[str, Any], ...] | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning: its code, message, place and hint.

    `source` and `span` are missing where the finding is about no file (a command-line value, say); `heading` is the
    path of Markdown headings above the place, outermost first. `about` is there where a rule of `lint` found it.
    """

    code: str
    message: str
    source: Source | None = None
    span: Span | None = None
    hint: str | None = None
    labels: tuple[Label, ...] = ()
    heading: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    about: About | None = None

    def __str__(self) -> str:
        where = ""
        if self.source is not None:
            where = self.source.name + ":"
            if self.span is not None:
                line, column = self.source.position(self.span.start)
                where += f"{line}:{column}:"
            where += " "
        return f"{where}{self.severity.value}[{self.code}]: {self.message}"


class LogitextError(Exception):
    """The base of every error that Logitext raises on purpose.

    `diagnostics` holds what is wrong, in source order; it is never empty.

    >>> import logitext
    >>> try:
    ...     logitext.loads("{{text post}} {{verdict remove = threat}}")
    ... except logitext.LogitextError as error:
    ...     print(error.diagnostics[0])
    <string>:1:34: error[NLT201]: `threat` is not declared
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))

    def __reduce__(self) -> tuple[type[LogitextError], tuple[tuple[Diagnostic, ...]]]:
        return type(self), (self.diagnostics,)  # so that it comes whole out of another process


class PolicyError(LogitextError, ValueError):
    """Raised if a policy cannot be read or does not make sense."""


class InputError(LogitextError, ValueError):
    """Raised if a text, an answers file, an option or an argument is wrong."""


class ArgumentError(InputError, TypeError):
    """Raised if an argument of the Python API is unknown or of the wrong kind."""


class TheoryError(LogitextError, RuntimeError):
    """Raised if a theory cannot do its work."""
