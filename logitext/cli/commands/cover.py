"""`logitext cover POLICY`: texts that cover the ways in which a policy can decide."""

from __future__ import annotations

import click

from logitext.cli import model_options, policies, search_options
from logitext.cli.commands import work
from logitext.cli.forms import format_options
from logitext.cli.options import Registered, option, options_for, with_options
from logitext.cli.registered_help import CommandWithTable
from logitext.cover.effort import CoverEffort
from logitext.policy.criteria import CRITERIA
from logitext.report.cover.formats import COVER_FORMATS
from logitext.search.effort import SearchLimits


@click.command(
    "cover",
    cls=CommandWithTable,
    table=lambda: CRITERIA,
    short_help="Write texts that cover the ways in which a policy can decide.",
)
@click.argument("policy", metavar="POLICY")
@click.argument("formula", metavar="[FORMULA]", required=False)
@with_options(
    click.option("--by", "criterion", type=Registered(lambda: CRITERIA), default="each-clause", show_default=True,
                 help="The criterion, see above."),
    click.option("--verdict", "verdicts", multiple=True, metavar="NAME",
                 help="Cover only this verdict. May be repeated."),
    *options_for(CoverEffort, only=["limit"], settings=False),
    click.option("--cases", metavar="FILE",
                 help="Say what the labelled texts of FILE (JSON Lines, JSON or YAML) cover; write nothing."),
    click.option("--keep", metavar="FILE",
                 help="Append each text to FILE (JSON Lines) as soon as it is read, and begin with the texts in FILE."),
    *options_for(CoverEffort, but=["limit"], settings=False),
    *search_options.people,
    *options_for(SearchLimits, but=["max_texts"]),
    *model_options.server,
    *model_options.asking,
    *model_options.keeping_answers,
    *format_options(
        COVER_FORMATS, "the outcome", "The format of the outcome; `jsonl` has one text on each line.",
        settings=False,
    ),
    option("-q", "--quiet", is_flag=True, help="Print nothing; read the exit status."),
    option("-v", "--verbose", is_flag=True, help="Print each step on standard error."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Write texts that cover the verdicts of POLICY, or FORMULA, by a criterion.

    Logic works out which goals are feasible before anything is asked. Each text is then read clause by clause.

    \b
      {table}

    \b
    Exit status: 0 if every feasible goal is covered, 3 if one is not, 4 if the writer's back end failed.

    \b
    Examples:
      logitext cover policy.nltc --by mcdc --theory pattern:complete -o suite.jsonl -o suite.html
      logitext cover policy.nltc 'remove' --by implicants --model MODEL --keep texts.jsonl
      logitext cover policy.nltc --by mcdc --cases labelled.jsonl
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
