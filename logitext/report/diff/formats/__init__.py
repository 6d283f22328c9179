"""The formats of a difference between two versions, a file each: the name of the file is the name of the format.

Each registers a function of a `DifferenceView`. What it gives ends with a line end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from logitext.report.formats import Formats

if TYPE_CHECKING:
    from logitext.report.diff.view import DifferenceView

DIFFERENCE_FORMATS: Formats[Callable[[DifferenceView], str]] = Formats(
    "format of a difference", "logitext.report.diff.formats"
)
