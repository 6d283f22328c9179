"""Findings in the manner of a compiler, with the lines that they are about: for a person.

Columns count code points, as in every message of Logitext; the marks below a line stand where a terminal shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.review import FindingsReview

if TYPE_CHECKING:
    from rich.console import RenderableType


def renderable(review: FindingsReview) -> RenderableType:
    """All of them, for a terminal; print it with `soft_wrap=True`."""
    from rich.console import Group
    from rich.text import Text

    from logitext.report.diagnostics import render_one

    return Group(*map(render_one, review.diagnostics), *map(Text, _tables(review)))


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """All of them as plain text, each followed by an empty line; nothing where there are none."""
    if not review.diagnostics:
        return "".join(_tables(review))
    from logitext.report.diagnostics import render_one  # rich, which a policy without findings does without

    lines = "".join(render_one(found).plain + "\n" for found in review.diagnostics).split("\n")
    tables = "".join(_tables(review))
    return "\n".join(line.rstrip() for line in lines) + tables


def _tables(review: FindingsReview) -> list[str]:
    """The tables that were asked for. Their records need pydantic, which a look at a file does without."""
    if not review.overviews:
        return []
    from logitext.report.findings.overview import render

    return [render(one) for one in review.overviews]
