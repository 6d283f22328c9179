"""`logitext lsp`: a language server for editors."""

from __future__ import annotations

import importlib.util
import os
import sys

from logitext.cli import exits
from logitext.lsp.server import made
from logitext.syntax.diagnostics import Diagnostic, InputError


def command() -> int:
    if importlib.util.find_spec("pygls") is None:
        message = "a language server needs the package `pygls`, which is not installed"
        hint = "install the extra `lsp`: `pip install 'logitext[lsp]'`"
        raise InputError([Diagnostic("NLT648", message, hint=hint)])
    # Of its own, as it is closed at the end, where the command still has its standard output to flush.
    made().start_io(stdout=os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    return exits.DONE
