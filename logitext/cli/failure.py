"""What is said of an error of Logitext itself: a user never sees a traceback unasked."""

from __future__ import annotations

import os
import traceback

import click

from logitext.report.console import printable


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
