"""`logitext cache`: look at the answers of language models that are kept, and delete them."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from logitext.cli import cache_output
from logitext.report.console import printable
from logitext.theory.llm.cache import trouble
from logitext.theory.llm.cache.entry import Info, Selection
from logitext.theory.llm.cache.place import default_path
from logitext.theory.llm.cache.store import Cache
from logitext.theory.sql_server import is_server, named


def info(file: str | None, format: str) -> None:
    path = _path_of(file)
    there = _exists(path)
    found = Info(path if isinstance(path, str) else path.absolute(), 0)
    if there:
        with Cache(path) as cache:
            found = cache.info()
    click.echo(cache_output.info_json(found, there) if format == "json" else cache_output.info_text(found, there))


def list_(file: str | None, format: str, **given: Any) -> None:
    path = _path_of(file)
    if not _exists(path):
        return
    with Cache(path) as cache:
        for entry in cache.entries(_selection(**given)):
            listed = cache_output.listed(entry)
            click.echo(json.dumps(listed) if format == "json" else cache_output.line(listed))


def show(key: str, file: str | None, format: str) -> None:
    path = _path_of(file)
    if not _exists(path):
        raise trouble.no_entry(path, f"no entry has the key `{key}`: there is no cache", "name it with `--cache FILE`")
    with Cache(path) as cache:
        entry = cache.entry(key)
    if format == "json":
        click.echo(json.dumps(cache_output.exported(entry, full=True), indent=2))
    else:
        click.echo(cache_output.entry_text(entry))


def export(file: str | None, output: str, full: bool, **given: Any) -> None:
    path = _path_of(file)
    with cache_output.writer(output) as write:
        if _exists(path):
            with Cache(path) as cache:
                for entry in cache.entries(_selection(**given), full=full):
                    write(json.dumps(cache_output.exported(entry, full=full)) + "\n")


def clear(file: str | None, everything: bool, servers: bool, yes: bool, **given: Any) -> None:
    filtered = {name for name, value in given.items() if value is not None}
    if everything and (filtered or servers):
        raise click.UsageError("`--all` leaves no choice: give it alone, or name what is to be deleted")
    if not (everything or filtered or servers):
        raise click.UsageError(
            "nothing says what is to be deleted: give a filter, such as `--older-than 30d`, or `--all`"
        )
    if servers and filtered - {"endpoint", "model"}:
        raise click.UsageError("with `--servers` only `--endpoint` and `--model` choose")
    path = _path_of(file)
    if not _exists(path):
        click.echo(f"there is no cache at {printable(named(path))}")
        return
    chosen = _selection(**given)
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
    return sys.stdin.isatty()


def _answers(count: int) -> str:
    return _count(count, "answer")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _path_of(file: str | None) -> Path | str:
    """The file or the server that is named, or the one that is used where none is."""
    return default_path() if not file else file if is_server(file) else Path(file)


def _exists(path: Path | str) -> bool:
    """Whether there is a cache, or something that only opening it can tell."""
    try:
        return isinstance(path, str) or path.exists()
    except OSError:
        return True


def _selection(
    model: str | None, endpoint: str | None, clause: str | None, older_than: float | None, newer_than: float | None
) -> Selection:
    """The entries that the filters leave."""
    now = time.time()
    return Selection(
        model,
        endpoint,
        clause,
        since=None if newer_than is None else now - newer_than,
        before=None if older_than is None else now - older_than,
    )
