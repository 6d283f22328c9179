"""A cover for a person, as a page, as a picture, or as data: `render` gives it in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.cover import Cover

__all__ = ["render"]


def render(cover: Cover, policy: CheckedPolicy, format: str) -> str:
    """The cover of a policy in a format; it ends with a line end. UnknownNameError."""
    from logitext.report.cover.formats import COVER_FORMATS
    from logitext.report.cover.view import CoverView

    return COVER_FORMATS.get(format)(CoverView(cover, policy))
