"""`logitext cache`: look at the answers of language models that are kept, and delete them."""

from __future__ import annotations

from typing import Any

import click

from logitext.cli.cache_options import cache_option, exists, filters, format_option, path_of, selection
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
def info(file: str | None, format: str) -> None:
    """Say what is in the cache: how many answers, of which models, and what they cost."""
    from logitext.cli import cache_output
    from logitext.theory.llm.cache.entry import Info
    from logitext.theory.llm.cache.store import Cache

    path = path_of(file)
    there = exists(path)
    found = Info(path if isinstance(path, str) else path.absolute(), 0)
    if there:
        with Cache(path) as cache:
            found = cache.info()
    click.echo(cache_output.info_json(found, there) if format == "json" else cache_output.info_text(found, there))


@command.command("list", short_help="List the answers, the newest first.")
@cache_option
@format_option
@filters
def list_(file: str | None, format: str, **given: Any) -> None:
    """List the answers, the newest first: key, time, clause, answer, model. Quotations are left out.

    With `--format json`, each answer is one line.
    """
    import json

    from logitext.cli import cache_output
    from logitext.theory.llm.cache.store import Cache

    path = path_of(file)
    if not exists(path):
        return
    with Cache(path) as cache:
        for entry in cache.entries(selection(**given)):
            listed = cache_output.listed(entry)
            click.echo(json.dumps(listed) if format == "json" else cache_output.line(listed))


@command.command("show", short_help="Show an answer with everything that it depends on.")
@click.argument("key", metavar="KEY")
@cache_option
@format_option
def show(key: str, file: str | None, format: str) -> None:
    """Show the answer with this KEY, what it depends on, what it cost, the request and the reply."""
    import json

    from logitext.cli import cache_output
    from logitext.theory.llm.cache import trouble
    from logitext.theory.llm.cache.store import Cache

    path = path_of(file)
    if not exists(path):
        raise trouble.no_entry(path, f"no entry has the key `{key}`: there is no cache", "name it with `--cache FILE`")
    with Cache(path) as cache:
        entry = cache.entry(key)
    if format == "json":
        click.echo(json.dumps(cache_output.exported(entry, full=True), indent=2))
    else:
        click.echo(cache_output.entry_text(entry))


@command.command("export", short_help="Write the answers as JSON Lines.")
@cache_option
@option("-o", "--output", metavar="FILE", default="-", help="Write to FILE instead of standard output.")
@click.option("--full", is_flag=True, help="Include requests and replies, which hold the texts.")
@filters
def export(file: str | None, output: str, full: bool, **given: Any) -> None:
    """Write the answers as JSON Lines, the newest first, with their key, what they depend on, and their cost."""
    import json

    from logitext.cli import cache_output
    from logitext.theory.llm.cache.store import Cache

    path = path_of(file)
    with cache_output.writer(output) as write:
        if exists(path):
            with Cache(path) as cache:
                for entry in cache.entries(selection(**given), full=full):
                    write(json.dumps(cache_output.exported(entry, full=full)) + "\n")


@command.command("clear", short_help="Delete answers.")
@cache_option
@click.option("--all", "everything", is_flag=True, help="Delete all answers, and what is known about servers.")
@click.option("--servers", is_flag=True, help="Forget what servers can do, and delete no answer.")
@filters
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def clear(file: str | None, everything: bool, servers: bool, yes: bool, **given: Any) -> None:
    """Delete the answers that fit the filters, or `--all`.

    On a terminal the command asks first; elsewhere it needs `--yes`.
    """
    from logitext.report.console import printable
    from logitext.theory.llm.cache.store import Cache
    from logitext.theory.sql_server import named

    filtered = {name for name, value in given.items() if value is not None}
    if everything and (filtered or servers):
        raise click.UsageError("`--all` leaves no choice: give it alone, or name what is to be deleted")
    if not (everything or filtered or servers):
        raise click.UsageError(
            "nothing says what is to be deleted: give a filter, such as `--older-than 30d`, or `--all`"
        )
    if servers and filtered - {"endpoint", "model"}:
        raise click.UsageError("with `--servers` only `--endpoint` and `--model` choose")
    path = path_of(file)
    if not exists(path):
        click.echo(f"there is no cache at {printable(named(path))}")
        return
    chosen = selection(**given)
    with Cache(path) as cache:
        count = 0 if servers else cache.count(chosen)
        if not _meant("what is known of servers" if servers else _answers(count), printable(named(path)), yes):
            click.echo("nothing was deleted")
            return
        if servers:
            click.echo(f"forgot what {_count(cache.forget(given['endpoint'], given['model']), 'server')} can do")
            return
        click.echo(f"deleted {_answers(cache.clear(chosen))}")
        if everything:
            cache.forget()


def _meant(what: str, where: str, yes: bool) -> bool:
    """Whether the user means it. UsageError where nobody is there to say so."""
    if yes:
        return True
    if not _interactive():
        raise click.UsageError(f"{what} would be deleted from {where}: say `--yes` if that is meant")
    return click.confirm(f"delete {what} from {where}?")


def _interactive() -> bool:
    import sys

    return sys.stdin.isatty()


def _answers(count: int) -> str:
    return _count(count, "answer")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
