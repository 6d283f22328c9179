"""The formats of a dependency graph, a file each, beside those of pictures: the name of the file is its name.

Each registers a function of a `GraphView`. What it gives ends with a line end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from logitext.report.drawing.formats import OF_DIAGRAM
from logitext.report.formats import Formats

if TYPE_CHECKING:
    from logitext.report.graph.view import GraphView

GRAPH_FORMATS: Formats[Callable[[GraphView], str]] = Formats(
    "format of a graph", "logitext.report.graph.formats", OF_DIAGRAM
)
