"""`logitext verify RESULT POLICY`: derive a recorded result anew from its answers."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from logitext.cli import exits, policies
from logitext.cli.documents import STDIN
from logitext.cli.working import working
from logitext.report import verification
from logitext.report.console import console, to_text
from logitext.report.json_text import json_text
from logitext.sync import run
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import MAX_BYTES, decode, read_text
from logitext.syntax.source import Source
from logitext.verify.parsed_result import parsed_results
from logitext.verify.verify import verify_claims

if TYPE_CHECKING:
    from collections.abc import Callable


def command(result: str, policy: str, format: str, quiet: bool) -> int:
    loaded = policies.load(policy)
    claims = parsed_results(_source(result))
    with working("verifying", shown=len(claims) > 1) as say:
        told = partial(_say, say, len(claims))
        found = run(verify_claims(loaded.checked, claims, told))
    records = [verification.record(claim, differences) for claim, differences in zip(claims, found, strict=True)]
    if format == "json":
        dicts = [record.model_dump(mode="json") for record in records]
        shown = json_text(dicts[0] if len(dicts) == 1 else dicts)
    else:
        shown = to_text(verification.render(records, loaded.checked))
    if quiet:
        pass
    elif format == "text" and sys.stdout.isatty():
        console().print(verification.render(records, loaded.checked))
    else:
        sys.stdout.write(shown)
    return exits.DONE if not any(found) else exits.VIOLATION


def _say(say: Callable[[str], None], total: int, number: int) -> None:
    say(f"verifying result {number} of {total}")


def _source(name: str) -> Source:
    """The file, or standard input. InputError where it cannot be read."""
    shown = "<stdin>" if name == STDIN else name
    try:
        text = decode(sys.stdin.buffer.read(MAX_BYTES + 1)) if name == STDIN else read_text(Path(name))
        if len(text) > _MOST:
            raise ValueError(f"it is longer than {_MOST // (1024 * 1024)} million characters; split it")
    except ValueError as error:
        raise InputError([Diagnostic("NLT620", f"the result cannot be read: {error}", Source(shown, ""))]) from None
    return Source(shown, text)


_MOST = 16 * 1024 * 1024
"""Characters of a file of results: as a tree it takes about fifty times its size."""
