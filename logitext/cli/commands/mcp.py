"""`logitext mcp POLICY…`: a server of the Model Context Protocol."""

from __future__ import annotations

import click

from logitext.cli import check_options, model_options, policies
from logitext.cli.commands import needs, work
from logitext.cli.options import backend, names_of, option, with_options
from logitext.cli.sections import SectionedCommand

_ASKING = tuple(one for one in check_options.asking if names_of(one)[0] in ("theory", "answers", "settings"))

_LIMITS = tuple(one for one in check_options.limits if names_of(one)[0] != "dry_run")


@click.command(
    "mcp", cls=SectionedCommand, short_help="Let an assistant ask about policies, over the Model Context Protocol."
)
@click.argument("files", metavar="POLICY...", nargs=-1, required=True)
@with_options(
    *_ASKING,
    *model_options.server,
    *model_options.sampling,
    *model_options.keeping_answers,
    *_LIMITS,
    backend,
    option("-v", "--verbose", count=True, help="Log each call of a model on standard error."),
)  # fmt: skip
@policies.delimiters
@needs("mcp", "a server for assistants", "mcp")
@work
def command() -> None:
    """Serve each POLICY, a file or `NAME=FILE`, to an assistant that speaks the Model Context Protocol.

    The assistant starts it, and speaks to it over standard input and output. It may list the policies, decide texts,
    look for mistakes in a policy that it writes, and read about error codes. It reads and writes no other file.
    """
