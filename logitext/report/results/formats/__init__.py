"""The formats of results, a file each: the name of the file is the name of the format.

Each registers a `ResultsFormat`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from logitext.report.formats import Formats

if TYPE_CHECKING:
    from logitext.report.results.results_format import ResultsFormat

RESULTS_FORMATS: Formats[ResultsFormat] = Formats("format of results", "logitext.report.results.formats")

F = TypeVar("F", bound="type[ResultsFormat]")


def register(format: F) -> F:
    """Register a format under the name of its file. To be written above the class."""
    RESULTS_FORMATS.add_of_file(format, format())
    return format
