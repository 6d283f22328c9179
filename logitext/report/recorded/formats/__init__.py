"""The formats of every record, a file each: the name of the file is the name of the format.

Each registers a function of a `RecordsView`. What it gives ends with a line end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from logitext.report.formats import Formats, MoreFormats

if TYPE_CHECKING:
    from logitext.report.recorded.view import RecordsView

RecordFormat: TypeAlias = "Callable[[RecordsView], str]"

RECORD_FORMATS: Formats[RecordFormat] = Formats("format of records", "logitext.report.recorded.formats")


def _of_view(show: RecordFormat) -> Callable[[Any], str]:
    return lambda view: show(view.records)


OF_RECORDS = MoreFormats(RECORD_FORMATS, _of_view)
"""For a report of things whose `records` are a `RecordsView`."""
