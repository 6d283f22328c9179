"""A finding a line, as the GNU coding standards have it: for editors, `grep` and logs.

`file:line:column: error[CODE]: message — help: hint`. Lines and columns count from 1, columns in code points (a tab is
one). Where there is no place in the file, or no file, that part is missing. Labels and headings are left out.
"""

from __future__ import annotations

from logitext.report.console import printable
from logitext.report.findings.formats import FINDINGS_FORMATS
from logitext.report.findings.review import FindingsReview
from logitext.syntax.diagnostics import Diagnostic


@FINDINGS_FORMATS.of_file
def render(review: FindingsReview) -> str:
    """One line for each finding, whatever stands in it."""
    return "".join(_line(found) + "\n" for found in review.diagnostics)


def _line(found: Diagnostic) -> str:
    hint = f" — help: {found.hint}" if found.hint else ""
    return printable(f"{found}{hint}")
