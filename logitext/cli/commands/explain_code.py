"""`logitext explain CODE...`: the page about an error code."""

from __future__ import annotations

import click

from logitext.cli.commands import work
from logitext.cli.sections import SectionedCommand


@click.command("explain", cls=SectionedCommand, short_help="Print the page about an error code.")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@work
def command() -> None:
    """Print the page about each CODE, such as NLT201: the meaning, an example, and how to mend it.

    Without a CODE, list all codes with their meaning. You can also write `nlt201` or `201`.
    """
