"""`logitext calibrate POLICY CASES…`: how sure a verdict has to be, so that few of those that are given are wrong."""

from __future__ import annotations

import click

from logitext.certainty.sureness import Sureness
from logitext.cli import labelled, policies
from logitext.cli.commands import work
from logitext.cli.forms import format_option
from logitext.cli.number import NumberParameter
from logitext.cli.options import named, option, options_for, with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.recorded.formats import RECORD_FORMATS


@click.command("calibrate", cls=SectionedCommand, short_help="Find how sure a verdict has to be, from labelled cases.")
@click.argument("arguments", metavar="[POLICY CASES...]", nargs=-1)
@with_options(
    *labelled.options,
    *options_for(Sureness, only=["error_repeats"]),
    option("--max-error", type=NumberParameter(min=0, max=1), metavar="X", default=0.05, show_default=True,
           help="The largest share of wrong verdicts among those that are given."),
    option("--confidence", type=NumberParameter(min=0, max=1), metavar="X", default=0.95, show_default=True,
           help="How sure it is that there are no more."),
    option("--ask-until", type=NumberParameter(min=0, max=1), metavar="P",
           help="Ask more about each case, as `logitext check --confidence P` does. The calibration is for that."),
    option("--group", metavar="COLUMN",
           help="The column that names what cases have in common, such as a template, a thread or an author. Such "
           "cases err together, so one of each is counted."),
    click.option("--check", "checked", metavar="FILE",
           help="Say whether the promise of the calibration in FILE still holds on CASES, which are fresh."),
    option("--plan", is_flag=True,
           help="Say how many labelled cases that takes. Nobody is asked, and no policy is needed."),
    format_option(RECORD_FORMATS, "The format of what is printed."),
    option("-o", "--output", multiple=True, metavar="FILE", callback=named(formats=RECORD_FORMATS),
           help="Write the calibration to FILE (.json), for --calibration, and print the text. May be repeated."),
    option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Decide CASES by POLICY, and find how sure a verdict has to be, so that few of those that are given are wrong.

    CASES are labelled as for `logitext eval`. `logitext check --calibration FILE` then gives a verdict only where its
    probability is at least that of the calibration; elsewhere it is undetermined, for people to decide.

    \b
    Examples:
      logitext calibrate --plan --max-error 0.02
      logitext calibrate policy.nltc cases.csv --id id --theory openai:MODEL -o calibration.json
      logitext calibrate policy.nltc fresh.csv --id id --theory openai:MODEL --check calibration.json
      logitext check policy.nltc post.txt --theory openai:MODEL --calibration calibration.json

    \b
    Exit status: 0 if all verdicts have a threshold, 3 if one has none, 2 if the cases do not fit the policy. With
    --check 0 if all promises hold, 3 if one is broken.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
