"""`logitext lint POLICY...`: all that is wrong with some policies, in the format that a tool wants."""

from __future__ import annotations

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.forms import format_options
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand
from logitext.report.findings.formats import FINDINGS_FORMATS


@click.command("lint", cls=SectionedCommand, short_help="Find mistakes in policies.")
@click.argument("policies", metavar="POLICY...", nargs=-1, required=True)
@with_options(
    *format_options(FINDINGS_FORMATS, "the findings", "The format of the findings.", taken=[".nltc"]),
    click.option("--nogoods", metavar="FILE",
                 help="Suggest assumptions from FILE, where `logitext solve` or `cover` keeps the demands that no "
                 "text has met together."),
    click.option("--select", multiple=True, metavar="RULE",
                 help="Apply RULE, by name or code, and no rule that is not selected; `all` is every rule. May be "
                 "repeated."),
    click.option("--ignore", multiple=True, metavar="RULE", help="Do not apply RULE. May be repeated."),
    click.option("--table", is_flag=True,
                 help="Say of each two verdicts how they go together: which can, must or never hold with another."),
    click.option("--influence", is_flag=True,
                 help="Say of each clause in which share of worlds it turns a verdict by itself; `-o X.svg` draws it."),
    click.option("--fix", is_flag=True,
                 help="Mend what is safe, where it is proved that no verdict changes, and show the difference."),
    click.option("--diff", is_flag=True,
                 help="Show what --fix would change, and write nothing. Exit with 1 if that is something."),
    click.option("--strict", is_flag=True, help="Exit with 1 on a warning too."),
    option("-q", "--quiet", is_flag=True, help="Print nothing; read the exit status."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Find mistakes in policies. This needs no text, and asks no theory.

    Beside what keeps a policy from loading, rules find what logic alone can tell, such as a clause that decides
    nothing. POLICY is a file, `-` for standard input, or a folder, which is searched for .nltc files except in hidden
    folders. A summary goes to standard error.

    \b
    Exit status: 0 if nothing but warnings is found, 1 if an error is found (with --strict, a warning too; with --diff,
    something to mend), 2 if the command is wrong or a file cannot be read.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
