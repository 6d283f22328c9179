"""Options that several commands share: each has an environment variable `LOGITEXT_…`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def option(*flags: str, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`click.option` with an environment variable named after the long flag."""
    long = next(flag for flag in flags if flag.startswith("--"))
    variable = "LOGITEXT_" + long.removeprefix("--").replace("-", "_").upper()
    return click.option(*flags, envvar=variable, show_envvar=True, **settings)


output_options = (
    option("--format", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True,
           help="How the result is printed."),
    option("-o", "--output", multiple=True, metavar="FILE",
           help="Write the result to FILE instead (`-`: standard output); .json, .jsonl and .txt choose the format. "
           "May be repeated."),
    option("-q", "--quiet", is_flag=True, help="Print no result; the exit status tells."),
)  # fmt: skip


def with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator, in this order in the help text."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(options):
            function = decorator(function)
        return function

    return decorate
