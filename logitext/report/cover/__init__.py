"""A cover for a person, as a page, as a picture, or as data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.cover import Cover

__all__ = ["Format", "render"]

CoverFormat: TypeAlias = Literal["text", "json", "jsonl", "html", "svg"]


def render(cover: Cover, policy: CheckedPolicy, format: CoverFormat) -> str:
    """The cover of a policy in a format; it ends with a line end. `jsonl` has its texts, one a line."""
    match format:
        case "text":
            from logitext.report.console import to_text
            from logitext.report.cover.text import text

            return to_text(text(cover))
        case "json":
            import json

            return json.dumps(cover.to_dict(), ensure_ascii=False, indent=2) + "\n"
        case "jsonl":
            return "".join(one.model_dump_json() + "\n" for one in cover.texts)
        case "html":
            from logitext.report.cover.page import page

            return page(cover, policy)
        case "svg":
            from logitext.report.cover.matrix import matrix
            from logitext.report.drawing.svg import svg

            return svg(matrix(cover))
