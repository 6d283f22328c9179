"""`logitext audit FILE [ID]`: the decisions that a service has kept."""

from __future__ import annotations

from typing import get_args

import click

from logitext.cli.commands import work
from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand
from logitext.records.action import Action

_MOST = 1_000_000


@click.command("audit", cls=SectionedCommand, short_help="Find decisions of a service, and verify them.")
@click.argument("file", metavar="FILE")
@click.argument("id_", metavar="[ID]", required=False)
@with_options(
    option("--last", type=WholeNumberParameter(1, _MOST), default=20, show_default=True, metavar="N",
           help="The most decisions, the newest first."),
    click.option("--policy", metavar="NAME", help="Only decisions by this policy."),
    click.option("--action", type=click.Choice(get_args(Action)), help="Only decisions with this action."),
    click.option("--verify", "verifying", is_flag=True,
                 help="Derive each decision again from its answers and the policy's text of its time."),
    click.option("--policy-text", is_flag=True, help="Print the policy's text as it was, instead of the decision."),
    option("--format", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True,
           help="The format of what is printed."),
)  # fmt: skip
@work
def command() -> None:
    """List the decisions that `logitext serve --audit FILE` has kept, or show the one with this ID.

    FILE is a file, or the URL of a PostgreSQL server.

    \b
    Examples:
      logitext audit decisions.sqlite3
      logitext audit decisions.sqlite3 cc548bed-5e09-4b7e-bb36-2cd41dd0a99e
      logitext audit decisions.sqlite3 --last 1000 --verify

    \b
    Exit status: 0 if done, 1 if a decision is not what its answers entail, 2 if FILE cannot be read or has no such ID.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
