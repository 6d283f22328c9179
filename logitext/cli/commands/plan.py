"""`logitext plan POLICY`: what will be asked, worked out before anything is asked."""

from __future__ import annotations

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.forms import format_options
from logitext.cli.options import options_for, with_options
from logitext.cli.sections import SectionedCommand
from logitext.plan.options import PlanOptions
from logitext.report.plan.formats import PLAN_FORMATS
from logitext.strategy.planning import Planning


@click.command(
    "plan", cls=SectionedCommand, short_help="Say how many questions a document takes, and which come first."
)
@click.argument("policy", metavar="POLICY")
@with_options(
    *format_options(
        PLAN_FORMATS,
        "the plan",
        "The format of the plan; `dot`, `mermaid`, `svg` and `html` draw its decision tree.",
        settings=False,
    ),
    click.option("--verdict", "verdicts", multiple=True, metavar="NAME",
                 help="Plan only for this verdict. May be repeated."),
    *options_for(Planning, only=["strategy", "priors", "priors_file"]),
    *options_for(PlanOptions, only=["call", "question"], settings=False),
    click.option("--units", multiple=True, metavar="UNITS=N",
                 help='Spell formulas about the units of a text out for so many, as "sentences(post)=5". Repeatable.'),
    *options_for(PlanOptions, only=["depth", "documents"], settings=False),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Say how many questions to expect for a document of POLICY, which come first, and why.

    Nothing is asked. The plan assumes that one theory with a price answers all clauses, as the priors say. For a small
    policy it shows the whole decision tree. For a large one it shows the beginning, and averages over documents drawn
    at random.

    Exit status: 0, or 2 if the policy or the command is wrong.
    """
