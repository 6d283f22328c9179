"""`logitext cache`: look at the answers of language models that are kept, and delete them."""

from __future__ import annotations

import click

from logitext.cli.cache_options import cache_option, filters, format_option
from logitext.cli.commands import work
from logitext.cli.options import option
from logitext.cli.sections import SectionedGroup


@click.group("cache", cls=SectionedGroup, short_help="Show or delete the cached answers of models.")
def command() -> None:
    """Show or delete the cached answers of language models.

    You may shorten a key to four characters or more. No subcommand creates a cache.
    """


@command.command("info", short_help="Say what is in the cache.")
@cache_option
@format_option
@work
def info() -> None:
    """Say what is in the cache: how many answers, of which models, and what they cost."""


@command.command("list", short_help="List the answers, the newest first.")
@cache_option
@format_option
@filters
@work
def list_() -> None:
    """List the answers, the newest first: key, time, clause, answer, model. Quotations are left out.

    With `--format json`, each answer is one line.
    """


@command.command("show", short_help="Show an answer with everything that it depends on.")
@click.argument("key", metavar="KEY")
@cache_option
@format_option
@work
def show() -> None:
    """Show the answer with this KEY, what it depends on, what it cost, the request and the reply."""


@command.command("export", short_help="Write the answers as JSON Lines.")
@cache_option
@option("-o", "--output", metavar="FILE", default="-", help="Write to FILE instead of standard output.")
@click.option("--full", is_flag=True, help="Include requests and replies, which hold the texts.")
@filters
@work
def export() -> None:
    """Write the answers as JSON Lines, the newest first, with their key, what they depend on, and their cost."""


@command.command("clear", short_help="Delete answers.")
@cache_option
@click.option("--all", "everything", is_flag=True, help="Delete all answers, and what is known about servers.")
@click.option("--servers", is_flag=True, help="Forget what servers can do, and delete no answer.")
@filters
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@work
def clear() -> None:
    """Delete the answers that fit the filters, or `--all`.

    On a terminal the command asks first; elsewhere it needs `--yes`.
    """
