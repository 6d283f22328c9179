"""Collects what is wrong with one file of data, or with data that come from no file."""

from __future__ import annotations

from logitext.syntax.diagnostics import Diagnostic, InputError, Label
from logitext.syntax.source import Source, Span


class Problems:
    """What was found wrong so far; `source` is None where the data come from no file."""

    def __init__(self, source: Source | None) -> None:
        self.source = source
        self._found: list[Diagnostic] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def error(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        hint: str | None = None,
        earlier: tuple[Span | None, str] = (None, ""),
    ) -> None:
        """Add an error; `earlier` is a further place, and what it shows."""
        where, text = earlier
        labels = (Label(self.source, where, text),) if self.source is not None and where is not None else ()
        self._found.append(Diagnostic(code, message, self.source, span, hint, labels))

    def take(self, other: Problems) -> None:
        """Add what was found elsewhere in the same file."""
        self._found += other._found

    def raise_any(self) -> None:
        """Raise InputError with all that was found, in source order."""
        if self._found:
            raise InputError(sorted(self._found, key=lambda diagnostic: diagnostic.span or Span(0, 0)))
