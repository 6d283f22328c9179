"""The formats of tests' outcomes, a file each, beside those of every record: the name of the file is its name.

Each registers a function of a `TestsView`. What it gives ends with a line end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from logitext.report.formats import Formats
from logitext.report.recorded.formats import OF_RECORDS

if TYPE_CHECKING:
    from logitext.report.testing.view import TestsView

TestsFormat: TypeAlias = "Callable[[TestsView], str]"

TESTS_FORMATS: Formats[TestsFormat] = Formats("format of tests", "logitext.report.testing.formats", OF_RECORDS)

_shows_coverage: set[object] = set()


def shows_coverage(format: TestsFormat) -> TestsFormat:
    """Mark a format as one of coverage, which is then worked out. To be written above the function."""
    _shows_coverage.add(format)
    return format


def needs_coverage(name: str) -> bool:
    """Whether the format of this name shows coverage."""
    return name in TESTS_FORMATS.names() and TESTS_FORMATS.get(name) in _shows_coverage
