"""What a look at some files came to: the data that every format prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from logitext.syntax.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from logitext.records.overview import Overview


@dataclass(frozen=True, slots=True)
class FindingsReview:
    """The files that were looked at, as messages call them, and everything that was found, in that order."""

    files: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    overviews: tuple[Overview, ...] = ()
    """Tables of the policies that load, if they were asked for."""

    def summary(self) -> str:
        """How much was looked at and found, in one line.

        >>> FindingsReview(("a.nltc", "b.nltc")).summary()
        '2 files, no findings'
        >>> FindingsReview(("a.nltc",), (Diagnostic("NLT108", "the file holds no annotation"),)).summary()
        '1 file, 1 error'
        """
        counts = dict.fromkeys(Severity, 0)
        for found in self.diagnostics:
            counts[found.severity] += 1
        parts = [_count(number, severity.value) for severity, number in counts.items() if number]
        return ", ".join([_count(len(self.files), "file"), *(parts or ["no findings"])])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
