"""`logitext graph POLICY`: what depends on what in a policy, as a picture or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.cli import policies
from logitext.cli.forms import format_options
from logitext.cli.options import with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.graph.formats import GRAPH_FORMATS

if TYPE_CHECKING:
    from logitext.report.drawing.diagram import Direction


# A picture is asked for by hand: these options are no settings, and have no environment variables.
@click.command("graph", cls=SectionedCommand, short_help="Draw how the parts of a policy depend on each other.")
@click.argument("policy", metavar="POLICY")
@with_options(
    *format_options(GRAPH_FORMATS, "the graph", "The language of the graph.", default="dot", settings=False),
    click.option("--verdict", "verdicts", multiple=True, metavar="NAME",
                 help="Draw only what this verdict depends on. May be repeated."),
    click.option("--clauses/--no-clauses", default=True, show_default=True, help="Show clauses."),
    click.option("--texts", is_flag=True, help="Show the texts that clauses are about."),
    click.option("--direction", type=click.Choice(["LR", "TB"]), default="LR", show_default=True,
                 help="From left to right, or from top to bottom."),
)  # fmt: skip
@policies.delimiters
def command(
    policy: str,
    format: str,
    output: tuple[str, ...],
    verdicts: tuple[str, ...],
    clauses: bool,
    texts: bool,
    direction: Direction,
) -> None:
    """Draw how clauses, definitions, assumptions and verdicts of POLICY depend on each other.

    `dot` is for Graphviz, `mermaid` for pages that show it (GitHub, GitLab), and `svg` for browsers. `html` is a page
    with the picture and every wording, and `json` lists the nodes and edges. An arrow leads from a clause, definition
    or verdict to each formula that uses it. A line that ends in a bar comes from an exception. No theory is asked.
    """
    from logitext.api.without_texts.graphs import graph
    from logitext.cli import without_effect as none
    from logitext.cli.output import write_view
    from logitext.report.graph.view import GraphView

    loaded = policies.load(policy)
    forms = {(None if name == "-" else GRAPH_FORMATS.named_by(name)) or format for name in output or ("-",)}
    none.say(
        (not clauses, ("texts",), "without clauses nothing leads to a text"),
        (forms == {"json"}, ("direction",), "JSON has nodes and edges, and no places"),
        none.format_is_named(output, GRAPH_FORMATS),
    )
    found = graph(loaded.checked, verdicts=verdicts or None, clauses=clauses, texts=texts)
    write_view(GRAPH_FORMATS, GraphView(found, loaded.checked, direction), format=format, output=output)
