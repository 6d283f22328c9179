"""A diagram as a picture for browsers."""

from __future__ import annotations

from logitext.report.drawing.diagram import Diagram
from logitext.report.drawing.formats import PICTURES
from logitext.report.drawing.picture import picture
from logitext.report.drawing.svg import svg


@PICTURES.of_file
def render(diagram: Diagram) -> str:
    """The diagram, laid out, in SVG."""
    return svg(picture(diagram))
