"""The dependency graph of a policy, as a picture, a page or data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logitext.policy.dependencies import Graph
    from logitext.policy.model import CheckedPolicy
    from logitext.report.drawing.diagram import Direction

__all__ = ["render"]


def render(graph: Graph, policy: CheckedPolicy, format: str, direction: Direction = "LR") -> str:
    """The graph of a policy, or a part of it, in a format; it ends with a line end. UnknownNameError."""
    from logitext.report.graph.formats import GRAPH_FORMATS
    from logitext.report.graph.view import GraphView

    return GRAPH_FORMATS.get(format)(GraphView(graph, policy, direction))
