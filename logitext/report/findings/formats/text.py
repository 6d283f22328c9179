"""Findings in the manner of a compiler, with the lines that they are about: for a person.

Columns count code points, as in every message of Logitext; the marks below a line stand where a terminal shows it.
"""

from __future__ import annotations

from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.review import FindingsReview


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """All of them as plain text, each followed by an empty line; nothing where there are none."""
    lines = ""
    if review.diagnostics:
        from logitext.report.findings.lines import plain  # noqa: PLC0415  # rich, which a sound policy does without

        lines = plain(review.diagnostics)
    return lines + "".join(tables(review))


def tables(review: FindingsReview) -> list[str]:
    """The tables that were asked for. Their records need pydantic, which a look at a file does without."""
    if not review.overviews:
        return []
    from logitext.report.findings.overview import render  # noqa: PLC0415  # pydantic, which only a table needs

    return [render(one) for one in review.overviews]
