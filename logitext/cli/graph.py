"""`logitext graph POLICY`: what depends on what in a policy, as a picture or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.api.without_texts.graphs import graph
from logitext.cli import policies
from logitext.cli import without_effect as none
from logitext.cli.output import write_view
from logitext.report.graph.formats import GRAPH_FORMATS
from logitext.report.graph.view import GraphView

if TYPE_CHECKING:
    from logitext.report.drawing.diagram import Direction


def command(
    policy: str,
    format: str,
    output: tuple[str, ...],
    verdicts: tuple[str, ...],
    clauses: bool,
    texts: bool,
    direction: Direction,
) -> None:
    loaded = policies.load(policy)
    forms = {(None if name == "-" else GRAPH_FORMATS.named_by(name)) or format for name in output or ("-",)}
    none.say(
        (not clauses, ("texts",), "without clauses nothing leads to a text"),
        (forms == {"json"}, ("direction",), "JSON has nodes and edges, and no places"),
        none.format_is_named(output, GRAPH_FORMATS),
    )
    found = graph(loaded.checked, verdicts=verdicts or None, clauses=clauses, texts=texts)
    write_view(GRAPH_FORMATS, GraphView(found, loaded.checked, direction), format=format, output=output)
