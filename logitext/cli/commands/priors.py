"""`logitext priors`: learn from answers how likely they are, look at that, and forget it."""

from __future__ import annotations

import click

from logitext.cli import policies
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.options import option
from logitext.cli.sections import SectionedGroup

_file_option = option("--priors-file", "file", metavar="FILE",
                      help="The file of learned chances. Default: a file beside the cache of answers.")  # fmt: skip

_format_option = text_or_json()


@click.group("priors", cls=SectionedGroup, short_help="Learn from earlier answers, to ask less.")
def command() -> None:
    """Learn from earlier answers how likely each answer is, so that `logitext check --priors` asks less.

    The chances change which clauses are asked, and in which order. They never change a verdict.

    \b
    Exit status: 0, or 2 if the command is wrong or a file cannot be used.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it


@command.command("learn", short_help="Count the answers in files.")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--cache", is_flag=True, help="Learn from the usual cache of models' answers too.")
@option("--policy", metavar="POLICY", help="The policy of the results, which do not hold the words of clauses.")
@option("--collection", metavar="NAME", default="default", show_default=True,
        help="A name for the texts, which should be similar to each other.")  # fmt: skip
@_file_option
@_format_option
@policies.delimiters
@work
def learn() -> None:
    """Count the answers in each FILE.

    A FILE is a recording (`check --record`), results (`check --format json` or `jsonl`; `-` is standard input), or a
    cache of models' answers. Unknown, refused and failed questions do not count, and a document counts once, however
    often you learn from it. If anything is wrong with a FILE, nothing is learned.
    """


@command.command("show", short_help="Show what was learned.")
@click.argument("policy", metavar="[POLICY]", required=False)
@option("--collection", metavar="NAME", help="Only this collection. With a POLICY the default is `default`.")
@_file_option
@_format_option
@policies.delimiters
@work
def show() -> None:
    """Show how often each answer was given to each clause.

    With POLICY, show all its clauses in their order, and the chance of each answer that the plan uses: for a clause
    that holds or does not, its chance to hold; for other clauses, one chance for each group of values that the policy
    compares.
    """


# No environment variables for what is deleted, nor settings: what is meant for a check must not choose it.
@command.command("reset", short_help="Forget what was learned.")
@click.option("--collection", metavar="NAME", help="Only this collection.")
@click.option("--theory", metavar="NAME", help="Only answers of this theory: `openai`, not `openai:MODEL`.")
@click.option("--model", metavar="NAME", help="Only answers of this model.")
@click.option("--clause", metavar="NAME", help="Only answers to the clause of this name.")
@click.option("--all", "everything", is_flag=True, help="Forget all.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@_file_option
@work
def reset() -> None:
    """Forget the answers that fit all the options given, or `--all`.

    On a terminal the command asks first; elsewhere it needs `--yes`.
    """
