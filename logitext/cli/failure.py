"""What is said of an error of Logitext itself: a user never sees a traceback unasked."""

from __future__ import annotations

import os
import traceback
from dataclasses import replace

import click

from logitext.cli import exits
from logitext.report.console import console, printable
from logitext.report.diagnostics import render_one
from logitext.syntax.diagnostics import LogitextError, TheoryError


def tell(error: Exception, document: str | None = None) -> None:
    """Say on standard error what went wrong, in which document if in one; LOGITEXT_TRACEBACK=1 shows where."""
    if os.environ.get("LOGITEXT_TRACEBACK"):
        traceback.print_exception(error)
    where = f" in {printable(document)}" if document else ""
    click.echo(
        f"internal error{where}: {type(error).__name__}: {printable(str(error))}\n"
        "this is a mistake in Logitext; please report it, with what LOGITEXT_TRACEBACK=1 prints",
        err=True,
    )


def tell_of_document(error: Exception, document: str | None) -> int:
    """Say on standard error why one of several documents could not be checked; the exit status that it asks for."""
    if not isinstance(error, LogitextError):
        tell(error, document)
        return exits.INTERNAL
    for diagnostic in error.diagnostics:
        about = diagnostic
        if document is not None and document not in diagnostic.message:
            about = replace(diagnostic, message=f"{document}: {diagnostic.message}")
        console(error=True).print(render_one(about), soft_wrap=True)
    return exits.FAILED if isinstance(error, TheoryError) else exits.WRONG
