"""`logitext verify RESULT POLICY`: derive a recorded result anew from its answers."""

from __future__ import annotations

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand


@click.command("verify", cls=SectionedCommand, short_help="Derive a recorded result again from its answers.")
@click.argument("result", metavar="RESULT")
@click.argument("policy", metavar="POLICY")
@with_options(
    text_or_json("The format of the differences."),
    option("-q", "--quiet", is_flag=True, help="Print nothing; read the exit status."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Derive RESULT again from its answers and POLICY, with Z3 alone, and list every difference.

    RESULT is what `logitext check` prints with `--format json` or `--format jsonl`: one result or several; `-` is
    standard input. No theory is asked. The command verifies the status, the value of each verdict, that its reasons
    entail it and none can be left out, the open clauses, conflicts and repairs, and the places in the policy.

    \b
    Exit status: 0 if everything is verified, 1 if there is a difference, 2 if RESULT or POLICY cannot be read.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
