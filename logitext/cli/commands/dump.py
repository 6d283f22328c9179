"""`logitext dump POLICY`: what a stage of Logitext makes of a policy."""

from __future__ import annotations

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.options import Registered, with_options
from logitext.cli.registered_help import CommandWithTable
from logitext.report.dump.stage import STAGES


@click.command(
    "dump",
    cls=CommandWithTable,
    table=lambda: STAGES,
    short_help="Print how Logitext understands a policy.",
)
@click.argument("policy", metavar="POLICY")
@with_options(
    click.option("--stage", type=Registered(lambda: STAGES), default="policy",
                 show_default=True, help="The stage, see above."),
    text_or_json("The format of the output; smt2 is text.", settings=False),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Print how Logitext understands POLICY, a file or `-`, at one stage.

    \b
      {table}

    \b
    Exit status: 0, or 2 if POLICY cannot be read or is wrong.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
