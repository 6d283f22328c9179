"""The dependency graph of a policy, as a picture, a page or data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from logitext.policy.dependencies import Graph
    from logitext.policy.model import CheckedPolicy
    from logitext.report.drawing.diagram import Direction

__all__ = ["Format", "render"]

GraphFormat: TypeAlias = Literal["dot", "mermaid", "svg", "html", "json"]


def render(graph: Graph, policy: CheckedPolicy, format: GraphFormat, direction: Direction = "LR") -> str:
    """The graph of a policy, or a part of it, in a format; it ends with a line end."""
    from logitext.report.graph.diagram import diagram

    if format == "json":
        import json

        from logitext.report.graph.records import record

        return json.dumps(record(graph, policy).model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    made = diagram(graph, f"What depends on what in {policy.source.name}", direction)
    match format:
        case "dot":
            from logitext.report.drawing.dot import dot

            return dot(made)
        case "mermaid":
            from logitext.report.drawing.mermaid import mermaid

            return mermaid(made)
        case "svg":
            from logitext.report.drawing.picture import picture
            from logitext.report.drawing.svg import svg

            return svg(picture(made))
        case "html":
            from logitext.report.graph.page import page

            return page(graph, policy, made)
