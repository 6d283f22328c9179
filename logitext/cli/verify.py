"""`logitext verify RESULT POLICY`: derive a recorded result anew from its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli import policies
from logitext.cli.forms import text_or_json
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from logitext.syntax.source import Source


@click.command("verify", cls=SectionedCommand, short_help="Derive a recorded result again from its answers.")
@click.argument("result", metavar="RESULT")
@click.argument("policy", metavar="POLICY")
@with_options(
    text_or_json("The format of the differences."),
    option("-q", "--quiet", is_flag=True, help="Print nothing; read the exit status."),
)  # fmt: skip
@policies.delimiters
def command(result: str, policy: str, format: str, quiet: bool) -> int:
    """Derive RESULT again from its answers and POLICY, with Z3 alone, and list every difference.

    RESULT is what `logitext check` prints with `--format json` or `--format jsonl`: one result or several; `-` is
    standard input. No theory is asked. The command verifies the status, the value of each verdict, that its reasons
    entail it and none can be left out, the open clauses, conflicts and repairs, and the places in the policy.

    \b
    Exit status: 0 if everything is verified, 1 if there is a difference, 2 if RESULT or POLICY cannot be read.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    import sys
    from functools import partial

    from logitext.cli import exits
    from logitext.cli.working import working
    from logitext.report import verification
    from logitext.report.console import console, to_text
    from logitext.report.json_text import json_text
    from logitext.sync import run
    from logitext.verify.parsed_result import parsed_results
    from logitext.verify.verify import verify_claims

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
    import sys
    from pathlib import Path

    from logitext.cli.documents import STDIN
    from logitext.syntax.diagnostics import Diagnostic, InputError
    from logitext.syntax.read import MAX_BYTES, decode, read_text
    from logitext.syntax.source import Source

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
