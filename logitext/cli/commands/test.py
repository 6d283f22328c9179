"""`logitext test`: the tests that stand in a policy."""

from __future__ import annotations

import click

from logitext.cli import model_options
from logitext.cli import policies as reading
from logitext.cli.commands import work
from logitext.cli.forms import format_options
from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.testing.formats import TESTS_FORMATS


@click.command("test", cls=SectionedCommand, short_help="Run the tests in a policy.")
@click.argument("arguments", metavar="POLICY [CASES]...", nargs=-1, required=True)
@with_options(
    option("--cases", multiple=True, metavar="FILE",
           help="Also run the cases in a YAML, JSON or JSON Lines file, as if it stood behind the only POLICY. May be "
           "repeated."),
    option("--theory", metavar="SPEC",
           help="Who answers in tests that give a text, as in `logitext check`. Default: the policy's patterns."),
    option("--test", "titles", multiple=True, metavar="NAME", help="Run only this test. May be repeated."),
    click.option("-k", "matching", multiple=True, metavar="WORD",
                 help="Run only tests that have WORD in their name, whatever its case. May be repeated."),
    click.option("--update", is_flag=True,
                 help="Write what is decided now into CASES, in place of what they expect."),
    click.option("--watch", is_flag=True,
                 help="Run again whenever a file of a policy or of cases changes, until you press Ctrl-C."),
    option("--coverage", is_flag=True,
           help="Also say what of the policy the tests exercise: values of clauses, outcomes of verdicts, and values "
           "that alone decide a verdict."),
    option("--suggest", is_flag=True, help="With the coverage print the tests that are missing, ready to paste."),
    option("--mutate", is_flag=True,
           help="Also change the policy deliberately, one change at a time, and list changes that no test notices."),
    option("--fail-under", type=WholeNumberParameter(0, 100), metavar="PERCENT",
           help="Exit with status 1 if the coverage, or the share of changes that are noticed, is below this."),
    *model_options.server,
    *model_options.keeping_answers,
    *format_options(TESTS_FORMATS, "the outcome", "The format of the outcome."),
    option("-q", "--quiet", is_flag=True, help="Print nothing; read the exit status."),
)  # fmt: skip
@reading.delimiters
@work
def command() -> None:
    """Run the tests of each POLICY, such as `test "name": given threat, not quoted expect remove`.

    A file after a policy that ends in .yaml, .yml, .json or .jsonl holds further tests of it, as cases: `{name: …,
    answers: {clause: value}, expect: {verdict: value}}`. If none is named, those in chat.cases.yaml are run with
    chat.nltc. A test that gives answers is decided by logic alone. A test that gives a text asks a theory. A policy
    that is wrong does not keep the others from being tested.

    \b
    Exit status: 0 if all tests pass, 1 if one fails or --fail-under is not reached, 2 if a policy or a file of cases
    is wrong or there are no tests, 4 if a theory's back end failed.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
