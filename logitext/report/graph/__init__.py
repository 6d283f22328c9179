"""The dependency graph of a policy, as a picture or as data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from logitext.policy.dependencies import Graph

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.report.graph.layout import Direction

__all__ = ["Format", "render"]

Format: TypeAlias = Literal["dot", "mermaid", "svg", "json"]


def render(graph: Graph, policy: CheckedPolicy, format: Format, direction: Direction = "LR") -> str:
    """The graph of a policy, or a part of it, in a format; it ends with a line end."""
    title = f"What depends on what in {policy.source.name}"
    match format:
        case "dot":
            from logitext.report.graph.dot import dot

            return dot(graph, title, direction)
        case "mermaid":
            from logitext.report.graph.mermaid import mermaid

            return mermaid(graph, direction)
        case "svg":
            from logitext.report.graph.svg import svg

            return svg(graph, title, direction)
        case "json":
            import json

            from logitext.report.graph.records import record

            return json.dumps(record(graph, policy).model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
