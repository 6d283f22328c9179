"""Warnings of the command line, on standard error."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.report.console import console
from logitext.report.diagnostics import render
from logitext.syntax.diagnostics import Diagnostic


def warn(diagnostics: Sequence[Diagnostic]) -> None:
    """Say them on standard error."""
    if diagnostics:
        console(error=True).print(render(diagnostics), soft_wrap=True)
