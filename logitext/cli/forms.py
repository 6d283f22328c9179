"""The formats of what a command prints: `--format` takes them by name, and the name of a file chooses one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from logitext.cli.options import Registered, named, option
from logitext.report.formats import Formats
from logitext.report.recorded.formats import RECORD_FORMATS
from logitext.report.results.formats import RESULTS_FORMATS


def format_option(formats: Formats[Any], about: str, *, settings: bool = True) -> Callable[[Any], Any]:
    """`--format` for what is printed, which is text if nobody says otherwise; `about` is its help text."""
    return _format(formats, about, "text", settings=settings)


def format_options(
    formats: Formats[Any],
    what: str,
    about: str,
    *,
    default: str = "text",
    more: str = "",
    taken: Sequence[str] = (),
    settings: bool = True,
) -> tuple[Callable[[Any], Any], ...]:
    """`--format`, which is about `about`, and `--output` of `what`.

    `taken` are endings of names that choose no format, and are refused elsewhere. Without `settings` they have no
    environment variables and are not in the settings file.
    """
    make = option if settings else click.option
    *told, last = formats.usual_endings()
    chosen = f"{', '.join(told)} and {last} choose the format."
    help = f"Write {what} to FILE instead (`-`: standard output); {chosen} {more}May be repeated."
    return (
        _format(formats, about, default, settings=settings),
        make("-o", "--output", multiple=True, metavar="FILE", callback=named(*taken, formats=formats), help=help),
    )


def _format(formats: Formats[Any], about: str, default: str, *, settings: bool) -> Callable[[Any], Any]:
    make = option if settings else click.option
    return make("--format", type=Registered(lambda: formats), default=default, show_default=True, help=about)


def text_or_json(about: str = "The format of the output.", *, settings: bool = True) -> Callable[[Any], Any]:
    """`--format` of what is a text for people, and one JSON value for programs."""
    make = option if settings else click.option
    return make("--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help=about)


quiet = option("-q", "--quiet", is_flag=True, help="Print no result; read the exit status.")

results_options = (
    *format_options(
        RESULTS_FORMATS,
        "the results",
        "The format of the results. `text` and `jsonl` are printed as they come, `json` and `junit` at the end.",
        more="Text and JSON Lines are written as they come. ",
    ),
    quiet,
)

output_options = (*format_options(RECORD_FORMATS, "the result", "The format of the result."), quiet)
