"""The formats of a cover, a file each: the name of the file is the name of the format.

Each registers a function of a `CoverView`. What it gives ends with a line end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from logitext.report.formats import Formats

if TYPE_CHECKING:
    from logitext.report.cover.view import CoverView

COVER_FORMATS: Formats[Callable[[CoverView], str]] = Formats("format of a cover", "logitext.report.cover.formats")
