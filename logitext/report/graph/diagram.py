"""The dependency graph of a policy as a diagram: what each node says, and what each line means."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from logitext.policy import dependencies
from logitext.report.console import printable
from logitext.report.drawing.diagram import Diagram, Direction, DrawnNode, Edge, KeyEntry

if TYPE_CHECKING:
    from logitext.policy.dependencies import Graph

_KEY = (
    KeyEntry("for", "counts for it, or is used by it"),
    KeyEntry("against", "exception: counts against it, as after “unless”"),
    KeyEntry("assumption", "something is assumed about it"),
)


def diagram(graph: Graph, title: str, direction: Direction = "LR") -> Diagram:
    """The diagram of a graph; `title` says what of. It has a key where there are several kinds of lines."""
    several = len({dependencies.node(graph, name).source for name in graph}) > 1
    nodes = tuple([_node(graph, name, several) for name in dependencies.in_file_order(graph)])
    edges = tuple([_edge(graph, *edge) for edge in graph.edges])
    roles = {edge.role for edge in edges}
    key = tuple([entry for entry in _KEY if entry.sample in roles])
    # From top to bottom the clauses stand side by side: narrower boxes keep them in sight.
    wide = 216.0 if direction == "LR" else 160.0
    return Diagram("policy", title, nodes, edges, key if roles - {"for"} else (), direction, wide)


def _node(graph: Graph, name: str, several: bool) -> DrawnNode:
    """A node; `several` says that the policy has several files, so that a line comes with its file's name."""
    here = dependencies.node(graph, name)
    natural = here.kind in ("clause", "fact", "text")
    wording = f"“{here.wording}”" if here.wording and natural else here.wording
    return DrawnNode(
        name,
        here.kind,
        here.label,
        here.kind,
        "" if here.sort in (None, "Bool") else printable(here.sort),
        f"{PurePath(here.source).name}:{here.line}" if several else f"line {here.line}",
        wording,
        not natural,
        title=f"{here.label}: {wording}" if wording else here.label,
    )


def _edge(graph: Graph, source: str, target: str) -> Edge:
    one, other = dependencies.node(graph, source), dependencies.node(graph, target)
    if other.kind == "assumption":
        return Edge(source, target, "assumption", title=f"{other.label} assumes something about {one.label}")
    if dependencies.counts_against(graph, source, target):
        return Edge(source, target, "against", title=f"{one.label} counts against {other.label}")
    return Edge(source, target, title=f"{one.label} is used by {other.label}")
