"""`logitext check POLICY TEXT…`: decide a policy on texts, and say why."""

from __future__ import annotations

import click

from logitext.cli import check_options, model_options, policies
from logitext.cli.commands import work
from logitext.cli.forms import results_options
from logitext.cli.options import backend, option, reading, with_options
from logitext.cli.sections import SectionedCommand, headed


@click.command("check", cls=SectionedCommand, short_help="Decide a policy on texts, and give the reasons.")
@click.argument("policy", metavar="POLICY")
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@with_options(
    *headed("Input", reading),
    *check_options.given,
    *check_options.answering,
    *headed(
        "Output",
        *results_options,
        option("--html", metavar="FILE",
               help="Also write a page to FILE: the policy's prose, lit by the answers, beside each document, with "
               "reasons and what would flip each verdict."),
        option("-v", "--verbose", count=True,
               help="Print each question and answer on standard error; -vv also logs each call as JSON."),
    ),
    *check_options.explaining,
    *check_options.certainty,
    *check_options.ending,
    *check_options.limits,
    *check_options.planning,
    *model_options.server,
    *model_options.asking,
    model_options.evidence,
    *model_options.keeping,
    backend,
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Decide the verdicts of POLICY on each TEXT, and give the reasons.

    TEXT is a file, `-` for standard input, or `name=file` if the policy declares several texts; all of them then make
    one document. A clause is asked about only while its answer can still change a verdict. A verdict that the answers
    do not entail is `undetermined`, and the result lists the clauses that could still decide it.

    \b
    Examples:
      logitext check policy.nltc post.txt
      logitext check policy.nltc posts/*.txt --answers answers.yaml --format jsonl
      logitext check policy.nltc posts/*.txt --theory pattern,openai:MODEL
      logitext check policy.nltc message=mail.txt booking=booking.txt --set cancelled_by=airline
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
