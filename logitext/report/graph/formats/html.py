"""The dependency graph of a policy as a page: the picture, and every part with its whole wording."""

from __future__ import annotations

from collections.abc import Iterable

from logitext.policy.dependencies import Graph, in_file_order, node
from logitext.records.result import PolicyRecord
from logitext.report.drawing.picture import picture
from logitext.report.graph.formats import GRAPH_FORMATS
from logitext.report.graph.view import GraphView
from logitext.report.pages.template import fill


@GRAPH_FORMATS.of_file
def render(view: GraphView) -> str:
    """The page of a graph and its diagram."""
    graph, policy = view.graph, view.policy
    return fill(
        "picture.html",
        view.diagram.title,
        summary=(),
        scene=picture(view.diagram),
        table={
            "title": "Parts of the policy, in its order",
            "heads": ("name", "wording", "kind", "uses", "used by"),
            "rows": [_row(graph, name) for name in in_file_order(graph)],
        },
        policy=PolicyRecord(path=policy.source.name, sha256=policy.sha256),
    )


def _row(graph: Graph, name: str) -> tuple[str, str, str, str, str]:
    here = node(graph, name)
    kind = here.kind if here.sort in (None, "Bool") else f"{here.kind} · {here.sort}"
    used, users = _names(graph, graph.predecessors(name)), _names(graph, graph.successors(name))
    return here.label, here.wording, kind, used, users


def _names(graph: Graph, names: Iterable[str]) -> str:
    return ", ".join(node(graph, one).label for one in names) or "–"
