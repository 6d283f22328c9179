"""A plan for a person, as a picture, a page or data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import PlanOutline

__all__ = ["Format", "render"]

PlanFormat: TypeAlias = Literal["text", "json", "dot", "mermaid", "svg", "html"]


def render(plan: PlanOutline, policy: CheckedPolicy, format: PlanFormat) -> str:
    """The plan of a policy in a format; it ends with a line end. Pictures are for a plan that has a tree."""
    match format:
        case "text":
            from logitext.report.console import to_text
            from logitext.report.plan.text import text

            return to_text(text(plan))
        case "json":
            import json

            return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
        case "dot":
            from logitext.report.drawing.dot import dot
            from logitext.report.plan.diagram import diagram

            return dot(diagram(plan, policy))
        case "mermaid":
            from logitext.report.drawing.mermaid import mermaid
            from logitext.report.plan.diagram import diagram

            return mermaid(diagram(plan, policy))
        case "svg":
            from logitext.report.drawing.picture import picture
            from logitext.report.drawing.svg import svg
            from logitext.report.plan.diagram import diagram

            return svg(picture(diagram(plan, policy)))
        case "html":
            from logitext.report.plan.page import page

            return page(plan, policy)
