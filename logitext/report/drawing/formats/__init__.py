"""The languages of pictures, a file each: the name of the file is the name of the format.

Each registers a function of a diagram. What it gives ends with a line end. `logitext graph` and `plan` take them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from logitext.report.formats import Formats, MoreFormats

if TYPE_CHECKING:
    from logitext.report.drawing.diagram import Diagram

PictureFormat: TypeAlias = "Callable[[Diagram], str]"

PICTURES: Formats[PictureFormat] = Formats("format of pictures", "logitext.report.drawing.formats")


def _of_diagram(draw: PictureFormat) -> Callable[[Any], str]:
    return lambda shown: draw(shown.diagram)


OF_DIAGRAM = MoreFormats(PICTURES, _of_diagram)
"""For a report of things that have a `diagram`."""
