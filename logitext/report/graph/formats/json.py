"""A dependency graph as data."""

from __future__ import annotations

from logitext.report.graph.formats import GRAPH_FORMATS
from logitext.report.graph.records import record
from logitext.report.graph.view import GraphView
from logitext.report.json_text import json_text


@GRAPH_FORMATS.of_file
def render(view: GraphView) -> str:
    """The nodes and edges as one object."""
    return json_text(record(view.graph, view.policy).model_dump(mode="json"))
