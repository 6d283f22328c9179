"""`logitext query POLICY`: the queries that stand in a policy, answered one after the other."""

from __future__ import annotations

import click

from logitext.cli import model_options, policies, search_options
from logitext.cli.commands import work
from logitext.cli.forms import output_options
from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import facts_options, option, reading, with_options
from logitext.cli.sections import SectionedCommand


@click.command("query", cls=SectionedCommand, short_help="Answer the queries in a policy.")
@click.argument("policy", metavar="POLICY")
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@with_options(
    click.option("--limit", type=WholeNumberParameter(min=1), default=200, show_default=True, metavar="N",
                 help="For `cover`: read at most N texts."),
    *facts_options,
    reading,
    *search_options.people,
    *search_options.effort,
    *search_options.limits,
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
    *output_options,
    option("-v", "--verbose", is_flag=True, help="Print each step of a search on standard error."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Answer every `check`, `forsome`, `forall` and `cover` in POLICY, in the order of the file.

    TEXT is a file, or `name=file` if the policy declares several texts. `check` decides its formula on the texts that
    you give. `forsome` and `forall` search for the texts that they name, and take the others from you.

    \b
    Exit status: the first of 130, 4, 1, 3, 0 that a query has. 1: a `forsome` is unsat, or a `forall` is refuted.
    3: a query is open, unrealised or not covered.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
