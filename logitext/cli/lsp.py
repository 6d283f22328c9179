"""`logitext lsp`: a language server for editors."""

from __future__ import annotations

import click

from logitext.cli.sections import SectionedCommand


@click.command("lsp", cls=SectionedCommand, short_help="Help an editor with policies, as a language server.")
def command() -> int:
    """Speak the language server protocol over standard input and output, for an editor.

    It says what is wrong while you type, shows what a name is and who uses it, goes to definitions, finds and renames,
    completes, formats and colours. An editor starts it; it ends with the editor.
    """
    import importlib.util
    import os
    import sys

    from logitext.cli import exits
    from logitext.syntax.diagnostics import Diagnostic, InputError

    if importlib.util.find_spec("pygls") is None:
        message = "a language server needs the package `pygls`, which is not installed"
        hint = "install the extra `lsp`: `pip install 'logitext[lsp]'`"
        raise InputError([Diagnostic("NLT648", message, hint=hint)])
    from logitext.lsp.server import made

    # Of its own, as it is closed at the end, where the command still has its standard output to flush.
    made().start_io(stdout=os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    return exits.DONE
