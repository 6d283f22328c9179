"""`logitext doctor`: what works with a model, and what does not."""

from __future__ import annotations

from typing import Any

import click

from logitext.cli import model_options
from logitext.cli.options import option, with_options


@click.command("doctor", short_help="Say what works with a model, and what does not.")
@with_options(
    *model_options.server,
    option("--cache", metavar="FILE",
           help="Where it is remembered what the server can do. Default: a file in the user's folder for caches."),
    option("--prices", metavar="FILE", help="What models cost, in money per million tokens (TOML or JSON)."),
    option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True,
           help="How it is printed."),
)  # fmt: skip
def command(format: str, cache: str | None, **model: Any) -> int:
    """Find out what the server of a model can do, and ask it one small question. Nothing of yours is sent.

    It makes a few calls of about a hundred tokens each. What is found out replaces what was remembered. Each line is
    printed as soon as it is known; a call that gets no reply within --timeout is not made again.

    \b
    Examples:
      logitext doctor --model NAME --base-url http://localhost:8000/v1

    \b
    Exit status: 0 if questions are answered, 2 if the command is wrong, 4 if they are not.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
    import json

    from logitext.cli import exits
    from logitext.cli.doctor_output import watching
    from logitext.engine.sync import run
    from logitext.report.console import printable
    from logitext.theory.llm.cache.store import Cache
    from logitext.theory.llm.doctor import as_data, examine

    theory = model_options.model_of({**model, "no_cache": True})
    with Cache(model_options.cache_path(cache)) as kept:
        if format == "text":
            click.echo(f"{printable(theory.model or '')} at {theory.endpoint.name}")
        with watching(wanted=format == "text") as watcher:
            found = run(examine(theory, kept, watcher))
    if format == "json":
        click.echo(json.dumps(as_data(found), indent=2, ensure_ascii=False))
    return exits.DONE if found.works else exits.FAILED
