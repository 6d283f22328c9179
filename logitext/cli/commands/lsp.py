"""`logitext lsp`: a language server for editors."""

from __future__ import annotations

import click

from logitext.cli.commands import needs, work
from logitext.cli.sections import SectionedCommand


@click.command("lsp", cls=SectionedCommand, short_help="Help an editor with policies, as a language server.")
@needs("lsp", "a language server", "pygls")
@work
def command() -> None:
    """Speak the language server protocol over standard input and output, for an editor.

    It says what is wrong while you type, shows what a name is and who uses it, goes to definitions, finds and renames,
    completes, formats and colours. An editor starts it; it ends with the editor.
    """
