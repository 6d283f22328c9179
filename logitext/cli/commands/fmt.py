"""`logitext fmt FILE…`: bring the annotations of policies into the one layout."""

from __future__ import annotations

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.number import WholeNumberParameter
from logitext.cli.options import option, with_options
from logitext.cli.sections import SectionedCommand


@click.command("fmt", cls=SectionedCommand, short_help="Format the annotations of policies.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@with_options(
    click.option("--check", is_flag=True, help="Write nothing; list the files that would change."),
    click.option("--diff", is_flag=True, help="Write nothing; print the changes as a unified diff."),
    option("--line-length", type=WholeNumberParameter(min=1), default=100, show_default=True, metavar="N",
           help="The longest line in an annotation."),
)  # fmt: skip
@policies.delimiters
@work
def command() -> None:
    """Format the annotations of each FILE in place. In a folder, format all `.nltc` files.

    Only spaces, indentation and line ends change. Prose, clauses, strings, patterns and comments stay as they are, and
    so does the meaning. The command lists the changed files on standard error. `-` formats standard input to standard
    output. A file with syntax errors stays as it is.

    \b
    Exit status:
      0   formatted, or nothing to do
      1   with --check or --diff: something would change
      2   a file cannot be read or written, or has syntax errors
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
