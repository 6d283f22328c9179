"""The formats of what a command prints: `--format` takes them by name, and the name of a file chooses one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from logitext.cli.options import named, option

F = TypeVar("F", bound=str)

_SUFFIXES: Mapping[str, Sequence[str]] = {
    "text": (".txt",),
    "json": (".json",),
    "jsonl": (".jsonl",),
    "junit": (".xml",),
    "dot": (".dot", ".gv"),
    "mermaid": (".mmd", ".mermaid"),
    "svg": (".svg",),
    "html": (".html", ".htm"),
    "lcov": (".lcov", ".info"),
}
"""How the names of files in each format end."""

RECORDS = ("text", "json", "jsonl")
RESULTS = (*RECORDS, "junit")


def by_suffix(formats: Iterable[F]) -> dict[str, F]:
    """The format that each ending chooses."""
    return {suffix: form for form in formats for suffix in _SUFFIXES[form]}


def format_options(
    formats: Sequence[str], what: str, about: str, *, more: str = "", settings: bool = True
) -> tuple[Callable[[Any], Any], ...]:
    """`--format`, which is about `about`, and `--output` of `what`. The first format is the default.

    Without `settings` they have no environment variables and are not in the settings file.
    """
    make = option if settings else click.option
    suffixes = list(by_suffix(formats))
    *told, last = [suffix for suffix in suffixes if suffix != ".htm"]
    chosen = f"{', '.join(told)} and {last} choose the format."
    help = f"Write {what} to FILE instead (`-`: standard output); {chosen} {more}May be repeated."
    return (
        make("--format", type=click.Choice(formats), default=formats[0], show_default=True, help=about),
        make("-o", "--output", multiple=True, metavar="FILE", callback=named(*suffixes), help=help),
    )


quiet = option("-q", "--quiet", is_flag=True, help="Print no result; read the exit status.")

results_options = (
    *format_options(
        RESULTS,
        "the results",
        "The format of the results. `text` and `jsonl` are printed as they come, `json` and `junit` at the end.",
        more="Text and JSON Lines are written as they come. ",
    ),
    quiet,
)

output_options = (*format_options(RECORDS, "the result", "The format of the result."), quiet)
