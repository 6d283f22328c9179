"""A plan for a person, as a picture or as data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import Outline

__all__ = ["Format", "render"]

Format: TypeAlias = Literal["text", "json", "dot", "svg"]


def render(plan: Outline, policy: CheckedPolicy, format: Format) -> str:
    """The plan of a policy in a format; it ends with a line end. `dot` and `svg` are for a plan that has a tree."""
    match format:
        case "text":
            from logitext.report.console import to_text
            from logitext.report.plan.text import text

            return to_text(text(plan))
        case "json":
            import json

            return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
        case "dot":
            from logitext.report.plan.dot import dot

            return dot(plan, policy)
        case "svg":
            from logitext.report.plan.svg import svg

            return svg(plan, policy)
