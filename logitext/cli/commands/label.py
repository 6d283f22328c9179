"""`logitext label POLICY DATA…`: right verdicts for the documents whose labels would tell most."""

from __future__ import annotations

import click

from logitext.cli import labelled, policies
from logitext.cli.commands import work
from logitext.cli.number import NumberParameter, WholeNumberParameter
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand


@click.command("label", cls=SectionedCommand, short_help="Label the documents whose labels would tell most.")
@click.argument("arguments", metavar="POLICY DATA...", nargs=-1, required=True)
@with_options(
    *labelled.options,
    option("--pick", type=WholeNumberParameter(min=1), metavar="N", default=200, show_default=True,
           help="Pick at most N documents."),
    option("--max-error", type=NumberParameter(min=0, max=1), metavar="X", default=0.05, show_default=True,
           help="The share of wrong verdicts that a calibration is to allow."),
    option("--clauses", is_flag=True, help="Ask for the right answers to clauses, too."),
    option("--seed", type=WholeNumberParameter(), metavar="N", default=0, show_default=True,
           help="Draw by this number."),
    option("-o", "--output", metavar="CASES",
           help="Add the labels to CASES (.jsonl). What is there is not asked again."),
    option("-q", "--quiet", is_flag=True, help="Print no progress."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Show the documents of DATA whose labels would tell most, ask for their right verdicts, and write CASES.

    DATA is as for `logitext run`. All of it is decided once, by --theory. Most picks are drawn by chance among the
    documents that a calibration may let pass, the others among the rest. CASES is for `logitext calibrate` and
    `logitext eval`. A label is saved as soon as it is given: after Ctrl-C the same command goes on. Where there is no
    terminal, the picks are printed, one JSON object a line, and nobody is asked.

    \b
    Examples:
      logitext label policy.nltc posts.jsonl --id id --theory openai:MODEL -o cases.jsonl
      logitext label policy.nltc posts.jsonl --id id --theory openai:MODEL --pick 50 > picks.jsonl

    \b
    Exit status: 0 if all picks are labelled or printed, 3 if some are left, 2 if the data do not fit the policy.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
