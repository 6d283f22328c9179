"""`logitext prompt`: what a model is sent for a policy and a text."""

from __future__ import annotations

from typing import get_args

import click

from logitext.cli import model_options, policies
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import option, reading, with_options
from logitext.cli.sections import SectionedCommand
from logitext.theory.llm.capabilities import Api


@click.command("prompt", cls=SectionedCommand, short_help="Print the prompt for a policy and a text.")
@click.argument("policy", metavar="POLICY")
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@with_options(
    reading,
    option("--clause", "clauses", multiple=True, metavar="NAME", help="Print only this clause. May be repeated."),
    option("--batch", type=WholeNumberParameter(min=1), metavar="N", default=1, show_default=True,
           help="Put up to N clauses into one call."),
    option("--api", type=click.Choice(get_args(Api)),
           default="chat", show_default=True, help="The endpoint of the request."),
    model_options.answering,
    model_options.wording,
    model_options.prompt_order,
    option("--prompt", metavar="VERSION|FOLDER", help="The wording of the prompt."),
    text_or_json("The format; `json` prints the body of each request on one line."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Print the prompt for the clauses of POLICY about a TEXT. Nothing is sent.

    The text stands in a line of JSON of its own, the clauses stand in another, and the instructions hold neither. The
    model's name is `MODEL` here. A server that lacks a feature gets a little less than this.
    """
