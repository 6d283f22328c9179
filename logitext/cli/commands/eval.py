"""`logitext eval POLICY CASES…`: how often verdicts are right, and which clauses made them wrong."""

from __future__ import annotations

import click

from logitext.certainty.sureness import Sureness
from logitext.cli import labelled, policies
from logitext.cli.check_options import calibrated
from logitext.cli.commands import work
from logitext.cli.forms import format_options
from logitext.cli.options import option, options_for, with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.evaluation.formats import EVALUATION_FORMATS


@click.command("eval", cls=SectionedCommand, short_help="Measure how often verdicts are right, on labelled cases.")
@click.argument("arguments", metavar="POLICY CASES...", nargs=-1, required=True)
@with_options(
    *labelled.options,
    *options_for(Sureness),
    calibrated,
    *format_options(
        EVALUATION_FORMATS, "the evaluation", "The format of the evaluation; `html` is a page with charts."
    ),
    option("--reworded", is_flag=True,
           help="Ask a model each clause again in other words, and say how often both answers are the same. No verdict "
           "changes."),
    option("--compare", is_flag=True,
           help="Compare two evaluations of the same cases: the arguments are two files that `-o FILE.json` wrote."),
    option("-q", "--quiet", is_flag=True, help="Print no evaluation and no progress."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Decide CASES by POLICY, and compare the verdicts with the right ones.

    CASES are data as `logitext run` takes it. The right value of the verdict or clause NAME stands in the column
    `right.NAME`, or as NAME in an object `right`, or in the column that `--map right.NAME=COLUMN` says; an empty one is
    not known. A case needs a right verdict. Right answers of clauses say which clause made a verdict wrong.

    \b
    Examples:
      logitext eval policy.nltc cases.csv --id id --theory openai:MODEL
      logitext eval policy.nltc cases.jsonl --map right.remove=label -o evaluation.json -o evaluation.html
      logitext eval --compare one-model.json another-model.json

    \b
    Exit status: 0 if the cases were evaluated, whatever came of it; 2 if they do not fit the policy; 4 if a back end
    failed in some of them.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
