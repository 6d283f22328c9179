"""`logitext models`: what an endpoint offers."""

from __future__ import annotations

import click

from logitext.cli import model_options
from logitext.cli.commands import work
from logitext.cli.forms import text_or_json
from logitext.cli.options import with_options
from logitext.cli.sections import SectionedCommand


@click.command("models", cls=SectionedCommand, short_help="List the models that a server offers.")
@with_options(
    *model_options.reaching,
    text_or_json(),
)  # fmt: skip
@work
def command() -> None:
    """List the models that a server offers, one on each line. The command asks no question.

    \b
    Examples:
      logitext models --base-url http://localhost:8000/v1
      OPENAI_API_KEY=… logitext models

    \b
    Exit status: 0 if there is a list, 2 if the key or the URL makes no sense, 4 if the server gives no list.
    """  # noqa: D301  # click knows a paragraph that is not to be filled by a real backspace in it
