"""`logitext graph POLICY`: what depends on what in a policy, as a picture or as data."""

from __future__ import annotations

from typing import get_args

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.forms import format_options
from logitext.cli.options import with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.drawing.diagram import Direction
from logitext.report.graph.formats import GRAPH_FORMATS


# A picture is asked for by hand: these options are no settings, and have no environment variables.
@click.command("graph", cls=SectionedCommand, short_help="Draw how the parts of a policy depend on each other.")
@click.argument("policy", metavar="POLICY")
@with_options(
    *format_options(GRAPH_FORMATS, "the graph", "The language of the graph.", default="dot", settings=False),
    click.option("--verdict", "verdicts", multiple=True, metavar="NAME",
                 help="Draw only what this verdict depends on. May be repeated."),
    click.option("--clauses/--no-clauses", default=True, show_default=True, help="Show clauses."),
    click.option("--texts", is_flag=True, help="Show the texts that clauses are about."),
    click.option("--direction", type=click.Choice(get_args(Direction)), default="LR", show_default=True,
                 help="From left to right, or from top to bottom."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Draw how clauses, definitions, assumptions and verdicts of POLICY depend on each other.

    `dot` is for Graphviz, `mermaid` for pages that show it (GitHub, GitLab), and `svg` for browsers. `html` is a page
    with the picture and every wording, and `json` lists the nodes and edges. An arrow leads from a clause, definition
    or verdict to each formula that uses it. A line that ends in a bar comes from an exception. No theory is asked.
    """
