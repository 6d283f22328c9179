"""`logitext schema NAME`: the published schema of what `--format json` prints."""

from __future__ import annotations

import click

from logitext.cli.commands import work
from logitext.cli.schemas import SCHEMAS
from logitext.cli.sections import SectionedCommand


@click.command("schema", cls=SectionedCommand, short_help="Print the JSON schema of an output format.")
@click.option("--list", "listed", is_flag=True, help="List the names, each with its command.")
@click.argument("name", required=False, type=click.Choice(SCHEMAS.names()))
@work
def command() -> None:
    """Print the JSON schema of NAME: the shape of what a command prints with `--format json`.

    `logitext schema result` is that of `logitext check`; `logitext schema --list` has them all.
    """
