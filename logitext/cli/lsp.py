"""`logitext lsp`: a language server for editors."""

from __future__ import annotations

import os
import sys

from logitext.cli import exits
from logitext.lsp.server import made


def command() -> int:
    # Of its own, as it is closed at the end, where the command still has its standard output to flush.
    made().start_io(stdout=os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    return exits.DONE
